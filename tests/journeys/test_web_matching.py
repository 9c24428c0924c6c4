"""Setting titles right in the browser: a question answered, a wrong match fixed, merged, edited, and all of it taken back."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import Page, expect

from tests.demo import demo_library
from tests.journeys.cinema import Visit
from tests.journeys.playing import open_title, plays_on
from tests.server import PASSWORD, Server, serving, until_done, until_idle


@pytest.fixture(scope="module")
def media(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Films of which one is misspelt, one is against its NFO, and episodes without numbers."""
    root = tmp_path_factory.mktemp("media")
    film = min(demo_library().movies.rglob("*.mp4"), key=lambda each: each.stat().st_size)
    for path in (
        "movies/Alein (1979)/Alein (1979).mp4",
        "movies/Alien (1979)/Alien (1979).mp4",
        "movies/Heat (1995)/Heat (1995).mp4",
        "movies/Twins (1988)/Twins (1988).mp4",
        "movies/Twins (1988)/Twins (1988) - 720p.mp4",
        "shows/Dark/Dark S01E01.mp4",
        "shows/Dark/Dark S01E02.mp4",
        "shows/Journeys/Across the sea.mp4",
        "shows/Journeys/Over the hills.mp4",
    ):
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(film, root / path)
        with (root / path).open("ab") as end:  # each file is another one: none is taken for a moved one
            end.write(path.encode())
    (root / "movies/Heat (1995)/movie.nfo").write_text("<movie><title>Ronin</title><year>1998</year></movie>")
    watched = "<episodedetails><season>1</season><episode>1</episode><playcount>2</playcount></episodedetails>"
    (root / "shows/Dark/Dark S01E01.nfo").write_text(watched)
    return root


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("data")) as running:
        yield running


@pytest.fixture(scope="module")
def anna(server: Server, media: Path) -> Iterator[httpx.Client]:
    """The administrator's client, with both libraries scanned."""
    with server.set_up() as client:
        for kind in ("movies", "shows"):
            made = client.post("/libraries", json={"name": kind.title(), "kind": kind, "paths": [str(media / kind)]})
            library = made.json()["id"]
            job = client.post(f"/libraries/{library}/scan", json={}).json()["job_id"]
            assert until_done(client, job)["state"] == "completed"
        for kind in (
            "file.probe",
            "movies.refresh",
            "shows.refresh",
            "movies.match_file",
            "movies.index",
            "shows.index",
        ):
            until_idle(client, kind)
        yield client


@pytest.fixture
def page(visit: Callable[..., Visit], server: Server, anna: httpx.Client) -> Page:
    return visit(server.url).signed_in("anna")


def movie(anna: httpx.Client, title: str) -> dict[str, Any]:
    return next(each for each in anna.get("/movies").json()["items"] if each["title"] == title)


def titles(anna: httpx.Client) -> set[str]:
    return {each["title"] for each in anna.get("/movies").json()["items"]}


def undo(page: Page, said: str) -> None:
    """Take back what the message tells of."""
    page.get_by_role("status").get_by_text(said).locator("..").get_by_role("button", name="Undo").click()
    expect(page.get_by_text("Taken back")).to_be_visible()


def test_a_wrong_match_is_fixed_undone_and_merged_with_the_history_of_both(page: Page, anna: httpx.Client) -> None:
    wrong, right = movie(anna, "Alein")["id"], movie(anna, "Alien")["id"]
    anna.put(f"/items/{wrong}/watched")
    open_title(page, wrong)
    page.get_by_text("Why this match").click()
    expect(page.get_by_text("Matched by name")).to_be_visible()
    expect(page.get_by_role("list", name="What it might be").get_by_text("Alein (1979)")).to_be_visible()
    page.get_by_role("button", name="Fix match", exact=True).click()
    dialog = page.get_by_role("dialog", name="Fix match")
    dialog.get_by_label("Title", exact=True).fill("Alien")
    with page.expect_response("**/match"):  # at once: what was found for the name before is not taken for this one
        dialog.get_by_role("button", name="It is this").click()
    expect(page.get_by_role("heading", name="Alien", level=1)).to_be_visible()
    assert "Alein" not in titles(anna)
    undo(page, "Set to Alien (1979)")
    assert "Alein" in titles(anna)
    assert anna.get(f"/items/{wrong}").json()["state"]["watched"]

    open_title(page, right)
    page.get_by_role("button", name="Merge with another title").click()
    dialog = page.get_by_role("dialog", name="Merge with Alien")
    dialog.get_by_label("The other title").fill("Alein")
    dialog.get_by_text("Alein (1979)").click()
    dialog.get_by_role("button", name="Merge", exact=True).click()
    expect(page.get_by_text("Alein is now part of Alien")).to_be_visible()
    expect(page.get_by_role("button", name="Mark as not watched")).to_be_visible()
    merged = anna.get(f"/items/{wrong}").json()
    assert (merged["id"], len(merged["versions"]), merged["state"]["play_count"]) == (right, 2, 1)
    page.goto("/app/settings/changes")
    expect(page.get_by_text("Alein (1979) went into Alien (1979)")).to_be_visible()
    page.get_by_role("listitem").filter(has_text="went into").get_by_role("button", name="Undo").click()
    expect(page.get_by_role("listitem").filter(has_text="went into").get_by_text("taken back")).to_be_visible()
    assert {"Alien", "Alein"} <= titles(anna)
    assert not anna.get(f"/items/{right}").json()["state"]["watched"]


def test_one_answer_settles_a_folder_of_the_inbox_and_its_files_play_before(page: Page, anna: httpx.Client) -> None:
    page.goto("/app/settings/inbox")
    folder = page.get_by_role("region", name="Journeys")
    expect(folder.get_by_text("Unsorted").first).to_be_visible()
    folder.get_by_role("link", name="Play Across the sea.mp4").click()
    assert plays_on(page)
    page.goto("/app/settings/inbox")
    page.get_by_role("region", name="Journeys").get_by_role("button", name="in the order of their names").click()
    expect(page.get_by_role("region", name="Journeys")).to_have_count(0)
    series = next(each for each in anna.get("/series").json()["items"] if each["title"] == "Journeys")
    episodes = anna.get(f"/series/{series['id']}/episodes").json()["items"]
    assert [each["episode_numbers"] for each in episodes] == [[1], [2]]
    undo(page, "Set to Journeys")
    expect(page.get_by_role("region", name="Journeys")).to_be_visible()


def test_a_name_against_its_nfo_says_so_on_the_page_and_is_answered_there(page: Page, anna: httpx.Client) -> None:
    heat = movie(anna, "Heat")
    assert heat["unsorted"]
    open_title(page, heat["id"])
    expect(page.get_by_text("Unsorted: what this is waits for an answer")).to_be_visible()
    expect(page.get_by_text("The name and the NFO beside it speak of different titles")).to_be_visible()
    expect(page.get_by_text("Ronin (1998)")).to_be_visible()
    page.get_by_role("button", name="Fix match", exact=True).click()
    page.get_by_role("dialog").get_by_role("button", name="It is this").click()
    expect(page.get_by_text("Chosen by anna")).to_be_visible()
    expect(page.get_by_text("Unsorted: what this is waits for an answer")).to_have_count(0)


def test_a_field_that_is_edited_is_locked_and_unlocked_and_comes_back(page: Page, anna: httpx.Client) -> None:
    twins = movie(anna, "Twins")["id"]
    open_title(page, twins)
    page.get_by_role("button", name="Edit", exact=True).click()
    dialog = page.get_by_role("dialog", name="Edit Twins")
    dialog.get_by_label("Certificate", exact=True).fill("PG-13")
    dialog.get_by_label("Genres", exact=True).fill("Comedy, Crime")
    dialog.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Comedy, Crime")).to_be_visible()
    item = anna.get(f"/items/{twins}").json()
    assert (item["minimum_age"], item["locked_fields"]) == (13, ["certificate", "genres"])
    page.get_by_role("button", name="Edit", exact=True).click()
    lock = dialog.get_by_role("button", name="Unlock Genres")
    expect(lock).to_have_attribute("aria-pressed", "true")
    lock.click()
    dialog.get_by_role("button", name="Save").click()
    expect(dialog).to_have_count(0)
    assert anna.get(f"/items/{twins}").json()["locked_fields"] == ["certificate"]


def test_a_version_is_split_off_and_an_episode_moved(page: Page, anna: httpx.Client) -> None:
    open_title(page, movie(anna, "Twins")["id"])
    page.get_by_role("button", name="Split", exact=True).click()
    dialog = page.get_by_role("dialog", name="Split Twins")
    dialog.get_by_text("720p.mp4").click()
    dialog.get_by_label("Title", exact=True).fill("Twins Again")
    dialog.get_by_role("button", name="Split", exact=True).click()
    expect(page.get_by_text("Twins Again (1988) is a title of its own")).to_be_visible()
    assert "Twins Again" in titles(anna)
    undo(page, "Twins Again (1988) is a title of its own")
    assert "Twins Again" not in titles(anna)
    series = next(each for each in anna.get("/series").json()["items"] if each["title"] == "Dark")["id"]
    second = anna.get(f"/series/{series}/episodes").json()["items"][1]
    open_title(page, second["id"])
    page.get_by_role("button", name="Move to another number").click()
    dialog = page.get_by_role("dialog", name="Move")
    dialog.get_by_label("Episodes").fill("7")
    dialog.get_by_role("button", name="Move", exact=True).click()
    expect(page.get_by_text("S1 E7").first).to_be_visible()
    assert anna.get(f"/items/{second['id']}").json()["episode_numbers"] == [7]


def test_what_was_watched_elsewhere_is_told_imported_and_taken_back(
    page: Page, server: Server, anna: httpx.Client
) -> None:
    body = {"username": "milo", "password": PASSWORD, "all_libraries": True}
    assert anna.post("/users", json=body).status_code == 201
    page.goto("/app/settings/users")
    page.get_by_role("button", name="Import what milo watched elsewhere").click()
    dialog = page.get_by_role("dialog", name="Import what milo watched elsewhere")
    told = dialog.get_by_role("list", name="What would change").get_by_role("listitem")
    expect(told.filter(has_text="Dark · S1 E1")).to_contain_text("not watched → watched 2 times")
    with server.log_in("milo") as milo:
        series = next(each["id"] for each in milo.get("/series").json()["items"] if each["title"] == "Dark")
        first = milo.get(f"/series/{series}/episodes").json()["items"][0]
        assert not first["state"]["watched"], "a trial changes nothing"
        dialog.get_by_role("button", name="Import 1 title").click()
        expect(dialog.get_by_role("status")).to_have_text("1 title was taken over into the history of milo.")
        assert milo.get(f"/items/{first['id']}").json()["state"]["play_count"] == 2
        dialog.get_by_role("button", name="Take it back").click()
        expect(dialog.get_by_role("status")).to_have_text("1 title is as it was before.")
        assert not milo.get(f"/items/{first['id']}").json()["state"]["watched"]


def test_who_may_not_manage_sees_none_of_it(visit: Callable[..., Visit], server: Server, anna: httpx.Client) -> None:
    library = next(each["id"] for each in anna.get("/libraries").json()["items"] if each["kind"] == "movies")
    body = {"username": "paul", "password": PASSWORD, "role": "member", "library_ids": [library]}
    assert anna.post("/users", json=body).status_code == 201
    page = visit(server.url).signed_in("paul")
    open_title(page, movie(anna, "Twins")["id"])
    expect(page.get_by_role("button", name="Mark as watched")).to_be_visible()
    expect(page.get_by_role("region", name="Set right")).to_have_count(0)
    page.goto("/app/settings")
    expect(page.get_by_role("link", name="Account")).to_be_visible()
    expect(page.get_by_role("link", name="Inbox")).to_have_count(0)
