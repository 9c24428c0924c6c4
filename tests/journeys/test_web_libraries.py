"""Libraries in the browser: a disk that was emptied, scans as they run and as they were, what is ignored, missing, moved."""

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psycopg
import pytest
from playwright.sync_api import Page, expect

from tests.browser import WORK_MS
from tests.journeys.cinema import Visit
from tests.journeys.shelves import Shelf
from tests.server import Server, serving
from tests.waiting import eventually

_DATABASE = "web_libraries"
_CANCEL_HAS_COME = """
select exists (select from job where cancel_requested_at is not null) or exists (
    select from pg_stat_activity where datname = current_database() and wait_event_type = 'Lock'
    and query ilike '%update job set cancel_requested_at%')
"""


@pytest.fixture(scope="module")
def database_url(postgres_url: str) -> str:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"create database {_DATABASE} template template_matinee")
    return postgres_url.replace("/postgres?", f"/{_DATABASE}?")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Iterator[Server]:
    with serving(
        tmp_path_factory.mktemp("data"), {"MATINEE_DATABASE_URL": database_url, "MATINEE_SCAN_WATCH": "false"}
    ) as running:
        yield running


@pytest.fixture(scope="module")
def anna(server: Server) -> Iterator[httpx.Client]:
    with server.set_up() as client:
        yield client


@pytest.fixture
def shelf(anna: httpx.Client, tmp_path: Path, request: pytest.FixtureRequest) -> Shelf:
    """A library of this test's own."""
    return Shelf(anna, tmp_path / "films", request.node.name.removeprefix("test_")[:40].replace("_", " "))


@pytest.fixture
def page(visit: Callable[..., Visit], server: Server, anna: httpx.Client) -> Page:
    return visit(server.url).signed_in("anna")


def test_an_emptied_disk_is_held_with_its_reason_dismissed_and_later_applied(
    page: Page, shelf: Shelf, visit: Callable[..., Visit], server: Server
) -> None:
    shelf.films(12)
    shelf.put("Kept (2003)/Kept (2003).mkv")
    assert shelf.scan()["counts"]["added"] == 13
    for film in shelf.folder.glob("Film */*"):
        film.unlink()
    assert shelf.scan()["state"] == "held"
    shelf.open(page)
    held = page.get_by_role("region", name="This scan would hide files. Is that right?")
    expect(held.get_by_text(f"12 of 13 files in {shelf.folder} are gone.")).to_be_visible()
    expect(held.get_by_text("These are 12 titles, 12 files in all.")).to_be_visible()
    expect(held.get_by_role("listitem").filter(has_text="Film 00 (2001).mkv").get_by_text("1 of 1")).to_be_visible()
    other = visit(server.url).enter("anna")
    shelf.open(other)
    held_there = other.get_by_role("region", name="This scan would hide files. Is that right?")
    expect(held_there).to_be_visible()
    held.get_by_role("button", name="Leave everything as it is").click()
    expect(held_there).to_have_count(0)
    expect(page.get_by_text("Nothing was hidden. The next scan looks again.")).to_be_visible()
    expect(held).to_have_count(0)
    assert shelf.read()["counts"]["missing"] == 0

    assert shelf.scan()["state"] == "held"
    held.get_by_role("button", name="Hide 12 titles").click()
    expect(page.get_by_role("link", name="Missing 12")).to_be_visible(timeout=WORK_MS)
    expect(held).to_have_count(0)
    assert shelf.at_rest()["counts"]["missing"] == 12
    page.goto("/app/settings/libraries")
    card = page.get_by_role("region", name=shelf.name)
    expect(card.get_by_text("12 hidden")).to_be_visible()
    expect(card.get_by_text("In reach")).to_be_visible()


def test_a_disk_that_is_away_says_since_when_and_another_in_its_place_is_taken_only_on_a_persons_word(
    page: Page, shelf: Shelf
) -> None:
    shelf.films(3)
    shelf.scan()
    shelf.folder.rename(shelf.folder.with_name("unplugged"))
    assert shelf.scan()["state"] == "offline"
    shelf.open(page)
    expect(page.get_by_text("Out of reach since")).to_be_visible()
    expect(page.get_by_text("the disk is not mounted, or the folder was renamed.")).to_be_visible()
    expect(page.get_by_text("Nothing is lost")).to_be_visible()

    shelf.put("Another Disk (1988)/Another Disk (1988).mkv")
    assert shelf.scan()["state"] == "offline"
    page.get_by_role("button", name="Use what is there now").click()
    dialog = page.get_by_role("dialog")
    expect(dialog.get_by_text("None of the 3 files looked for are there.")).to_be_visible()
    expect(dialog.get_by_text("That is a disk with other content.")).to_be_visible()
    dialog.get_by_role("button", name="Use it as a new disk").click()
    expect(page.get_by_role("link", name="Missing 3")).to_be_visible(timeout=WORK_MS)
    told = shelf.at_rest()
    assert (told["roots"][0]["state"], told["counts"]["files"], told["held_scan"]) == ("online", 1, None)


def test_a_scan_is_seen_as_it_runs_and_is_cancelled(page: Page, shelf: Shelf, database_url: str) -> None:
    shelf.films(3000)
    shelf.open(page)
    with psycopg.connect(database_url) as holding, psycopg.connect(database_url, autocommit=True) as look:
        holding.execute("lock table item in share mode")  # the scan waits with its first titles
        page.get_by_role("button", name="Scan now").click()
        live = page.get_by_role("region").filter(has=page.get_by_role("button", name="Cancel scan"))
        expect(live.get_by_text(re.compile(r"[1-9][\d,]* files found"))).to_be_visible(timeout=WORK_MS)
        expect(live.get_by_role("progressbar")).to_be_visible()
        expect(live.get_by_text("So far: nothing yet")).to_be_visible()
        live.get_by_role("button", name="Cancel scan").click()
        eventually(lambda: look.execute(_CANCEL_HAS_COME).fetchone() == (True,))  # it may wait for the scan's batch
    expect(page.get_by_text("The scan was cancelled.")).to_be_visible()
    shelf.open(page, "/scans")
    expect(page.get_by_role("listitem").filter(has_text="Cancelled")).to_be_visible(timeout=WORK_MS)
    assert shelf.at_rest()["counts"]["movies"] < 3000


def test_history_tells_each_scan_with_its_counts_and_errors_by_path(page: Page, shelf: Shelf) -> None:
    shelf.films(2)
    shelf.scan()
    os.symlink(shelf.folder / "nowhere.mkv", shelf.folder / "Broken (2001).mkv")
    shelf.put("New (2002)/New (2002).mkv", "New (2002)/New (2002).en.srt")
    counts = shelf.scan()["counts"]
    assert (counts["added"], counts["beside"], shelf.read()["counts"]["files"]) == (1, 1, 3)
    shelf.open(page, "/scans")
    first = page.get_by_role("listitem").filter(has_text="1 new, 1 file beside them").first
    expect(first.get_by_text("1 error", exact=True)).to_be_visible()
    expect(page.get_by_role("listitem").filter(has_text="2 new")).to_be_visible()
    first.locator("summary").click()
    errors = first.get_by_role("region", name="What could not be read")
    expect(errors.get_by_text("Broken (2001).mkv")).to_be_visible()
    expect(errors.get_by_text("The link leads nowhere")).to_be_visible()
    expect(first.get_by_role("region", name="What it did").get_by_text("New (2002).mkv")).to_be_visible()


def test_ignored_paths_are_listed_with_their_reason_and_found_by_it(page: Page, shelf: Shelf) -> None:
    shelf.films(1)
    shelf.put(".plexignore", "@eaDir/x.mkv", "Film 00 (2001)/readme.txt", "Film 00 (2001)/sample.mkv", "secret/x.mkv")
    (shelf.folder / ".plexignore").write_text("**/a/**/b/**/c/**/d\nsecret/\n")
    shelf.scan()
    shelf.open(page, "/ignored")
    ignored = page.get_by_role("region", name="Ignored")
    expect(
        ignored.get_by_role("listitem").filter(has_text="secret").get_by_text("An ignore rule says so")
    ).to_be_visible()
    expect(ignored.get_by_text("Line 1: More than 3 times ** in one rule.")).to_be_visible()
    expect(ignored.get_by_role("listitem")).to_have_count(5)
    ignored.get_by_label("Reason").select_option(label="Sample (1)")
    expect(ignored.get_by_role("listitem")).to_have_count(1)
    expect(ignored.get_by_text("sample.mkv")).to_be_visible()
    ignored.get_by_label("Reason").select_option(label="Every reason (5)")
    ignored.get_by_label("Find in paths").fill("README")
    expect(ignored.get_by_role("listitem")).to_have_count(1)
    expect(ignored.get_by_role("listitem").get_by_text("No film, subtitle or picture")).to_be_visible()


def test_missing_files_are_forgotten_only_after_thirty_days_and_exactly_as_listed(
    page: Page, shelf: Shelf, database_url: str
) -> None:
    shelf.films(12)
    shelf.scan()
    (shelf.folder / "Film 03 (2001)/Film 03 (2001).mkv").unlink()
    shelf.scan()
    shelf.open(page, "/missing")
    missing = page.get_by_role("region", name="Missing")
    expect(missing.get_by_role("link", name="Film 03 (2001)")).to_be_visible()
    missing.get_by_role("button", name="Forget…").click()
    dialog = page.get_by_role("dialog", name="Forget missing files")
    expect(dialog.get_by_text("Files missing for less than 30 days are never forgotten.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Forget 0 files")).to_be_disabled()
    dialog.get_by_role("button", name="Cancel").click()
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("update file set missing_since = now() - interval '31 days' where missing_since is not null")
    page.reload()
    missing.get_by_role("button", name="Forget…").click()
    expect(dialog.get_by_role("listitem").filter(has_text="Film 03 (2001).mkv")).to_be_visible()
    dialog.get_by_role("button", name="Forget 1 file", exact=True).click()
    expect(page.get_by_text("1 file was forgotten")).to_be_visible()
    expect(page.get_by_role("heading", name="Nothing is missing")).to_be_visible()
    assert (shelf.read()["counts"]["movies"], shelf.read()["counts"]["missing"]) == (11, 0)


def test_a_folder_that_moved_is_tried_first_and_taken_along_and_other_content_is_said_to_be(
    page: Page, shelf: Shelf, tmp_path: Path, anna: httpx.Client
) -> None:
    shelf.films(4)
    shelf.scan()
    [film, *_] = anna.get("/movies", params={"library": shelf.id}).json()["items"]
    anna.put(f"/items/{film['id']}/watched")
    new, foreign = tmp_path / "new place", tmp_path / "foreign"
    shelf.folder.rename(new)
    foreign.mkdir()
    (foreign / "Other (1999).mkv").write_bytes(b"other")
    shelf.open(page)
    page.get_by_role("button", name=f"More: {shelf.folder}").click()
    page.get_by_role("menuitem", name="Same files, new place").click()
    dialog = page.get_by_role("dialog")
    dialog.get_by_label("Folder on the server").fill(str(foreign))
    dialog.get_by_role("button", name="Look there").click()
    expect(dialog.get_by_text("None of the 4 files looked for are there.")).to_be_visible()
    expect(dialog.get_by_role("button", name="Use it as a new disk")).to_be_visible()
    dialog.get_by_role("button", name="Choose another folder").click()
    dialog.get_by_label("Folder on the server").fill(str(new))
    dialog.get_by_role("button", name="Look there").click()
    expect(dialog.get_by_text("All of the 4 files looked for are there.")).to_be_visible()
    dialog.get_by_role("button", name="Move it here").click()
    expect(page.get_by_text(str(new), exact=True)).to_be_visible()
    shelf.folder = new
    assert shelf.scan()["state"] == "completed"
    told = shelf.read()
    assert (told["roots"][0]["path"], told["counts"]["missing"]) == (str(new), 0)
    assert anna.get(f"/items/{film['id']}").json()["state"]["watched"]


def test_a_library_is_renamed_switched_off_given_a_folder_and_deleted_with_words_on_what_stays(
    page: Page, shelf: Shelf, tmp_path: Path, anna: httpx.Client
) -> None:
    shelf.put("First Evening (2001)/First Evening (2001).mkv", "Second Evening (2002)/Second Evening (2002).mkv")
    shelf.scan()
    [first, _] = anna.get("/movies", params={"library": shelf.id}).json()["items"]
    anna.put(f"/items/{first['id']}/watched")
    more = tmp_path / "more"
    more.mkdir()
    shelf.open(page)
    page.get_by_label("Name of the library").fill("Evenings")
    page.get_by_label("Scanned by itself").select_option(label="Once a day")
    page.get_by_label("Ignore rules").fill("**/a/**/b/**/c/**/d")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("alert")).to_contain_text("This ignore rule does not count")
    page.get_by_label("Ignore rules").fill("Trash/")
    page.get_by_label("Scan by itself and watch its folders").uncheck()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_role("heading", name="Evenings")).to_be_visible()
    expect(page.get_by_text("Switched off.")).to_be_visible()
    told = shelf.read()
    assert (told["name"], told["enabled"], told["scan_interval_s"]) == ("Evenings", False, 86_400)
    assert told["ignore_globs"] == ["Trash/"]

    page.get_by_role("button", name="Add a folder").click()
    dialog = page.get_by_role("dialog", name="Add a folder")
    dialog.get_by_label("Folder on the server").fill(str(shelf.folder / "First Evening (2001)"))
    dialog.get_by_role("button", name="Use this folder").click()
    expect(dialog.get_by_role("alert")).to_contain_text("lies inside")
    dialog.get_by_label("Folder on the server").fill(str(more))
    dialog.get_by_role("button", name="Use this folder").click()
    expect(page.get_by_text(str(more), exact=True)).to_be_visible()

    page.get_by_role("button", name="Delete library").click()
    dialog = page.get_by_role("dialog", name="Delete “Evenings”?")
    expect(dialog.get_by_text("1 title goes")).to_be_visible()
    expect(dialog.get_by_text("1 title stays known without a file")).to_be_visible()
    expect(dialog.get_by_text("2 files are forgotten; on the disk they stay")).to_be_visible()
    dialog.get_by_role("button", name="Delete library").click()
    expect(page.get_by_text("Evenings was deleted")).to_be_visible()
    expect(page.get_by_role("region", name="Evenings")).to_have_count(0)
    assert len(list(shelf.folder.rglob("*.mkv"))) == 2
