"""What a library takes, passes over and refuses, through the running server."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.sync_api import expect

from tests.journeys.cinema import Visit
from tests.journeys.playing import open_title
from tests.journeys.shelves import Shelf
from tests.media import media
from tests.server import Server, serving, until_done, until_idle

_IGNORED = {
    "@eaDir/x.mkv": "system_folder",
    "#recycle/x.mkv": "recycle_bin",
    "#snapshot/x.mkv": "snapshot",
    ".@__thumb/x.mkv": "system_folder",
    "@Recycle/x.mkv": "recycle_bin",
    "$RECYCLE.BIN/x.mkv": "recycle_bin",
    "System Volume Information/x.mkv": "system_folder",
    ".Trash-1000/x.mkv": "recycle_bin",
    "lost+found/x.mkv": "system_folder",
    "._Film.mkv": "system_file",
    ".AppleDouble/x.mkv": "system_folder",
    ".stversions/x.mkv": "old_versions",
    "Plex Versions/x.mkv": "transcoded_copies",
    "Film.trickplay/x.mkv": "trickplay",
    ".actors/x.mkv": "artwork",
    "Film.mkv.partial~": "partial_download",
    "Film.mkv.!qB": "partial_download",
    "_UNPACK_Film/x.mkv": "unpacking",
    "Sample/x.mkv": "sample",
    "sample.mkv": "sample",
    ".hidden/x.mkv": "hidden",
    "Film.mkv.part": "partial_download",
}


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("data"), {"MATINEE_SCAN_WATCH": "false"}) as running:
        yield running


@pytest.fixture(scope="module")
def anna(server: Server) -> Iterator[httpx.Client]:
    with server.set_up() as client:
        yield client


def movies(shelf: Shelf) -> list[dict[str, Any]]:
    return shelf.anna.get("/movies", params={"library": shelf.id}).json()["items"]


def test_every_name_that_is_no_film_is_passed_over_with_its_reason(anna: httpx.Client, tmp_path: Path) -> None:
    shelf = Shelf(anna, tmp_path / "names", "Names")
    shelf.put(*_IGNORED, "Real (2001)/Real (2001).mkv")
    shelf.scan()
    assert [each["title"] for each in movies(shelf)] == ["Real"]
    listed = anna.get(f"/libraries/{shelf.id}/ignored", params={"limit": 500}).json()["items"]
    told = {each["path"].removeprefix(f"{shelf.folder}/"): each["reason"] for each in listed}
    assert told == {path.partition("/")[0]: reason for path, reason in _IGNORED.items()}


def test_rule_files_follow_gitignore_and_globs_of_the_library_come_on_top(anna: httpx.Client, tmp_path: Path) -> None:
    shelf = Shelf(anna, tmp_path / "rules", "Rules")
    shelf.put("A (2001)/A (2001).mkv", "A (2001)/extra.mkv", "B (2002)/B (2002).mkv", "C (2003)/C (2003).mkv")
    shelf.put("Deep/D (2004)/D (2004).mkv", "E (2005)/E (2005).mkv")
    (shelf.folder / ".ignore").write_text("# rules\nextra.*\n/B (2002)/\n*.mkv\n!*(200?).mkv\n")
    (shelf.folder / "C (2003)/.nomedia").touch()
    (shelf.folder / "Deep/.plexignore").write_text("D*/\n")
    assert anna.patch(f"/libraries/{shelf.id}", json={"ignore_globs": ["E (*)"]}).status_code == 200
    shelf.scan()
    assert [each["title"] for each in movies(shelf)] == ["A"]
    assert len(anna.get(f"/items/{movies(shelf)[0]['id']}/files").json()["items"]) == 1


@pytest.mark.parametrize(
    ("folder", "code"),
    [
        ("/", "folder_is_root"),
        ("{data}", "folder_holds_data"),
        ("{above}", "folder_holds_data"),
        ("{in}", "folder_nests"),
    ],
)
def test_a_folder_that_cannot_be_a_librarys_is_refused_with_the_reason(
    anna: httpx.Client, server: Server, tmp_path: Path, folder: str, code: str
) -> None:
    inner = tmp_path / "films/inner"
    inner.mkdir(parents=True)
    places = {"{data}": server.data, "{above}": server.data.parent, "{in}": inner}
    paths = [str(places.get(folder, folder)), *([str(inner.parent)] if folder == "{in}" else [])]
    refused = anna.post("/libraries", json={"name": "No", "kind": "movies", "paths": paths})
    assert (refused.status_code, refused.json()["code"]) == (422, code)
    assert refused.json()["detail"]


def test_two_libraries_share_a_folder_and_one_is_deleted(anna: httpx.Client, tmp_path: Path) -> None:
    first, second = (Shelf(anna, tmp_path / "both", name) for name in ("First", "Second"))
    first.put("Shared (2001)/Shared (2001).mkv")
    first.scan()
    second.scan()
    [film] = movies(first)
    assert [each["id"] for each in movies(second)] == [film["id"]]
    anna.put(f"/items/{film['id']}/watched")
    assert anna.delete(f"/libraries/{first.id}").status_code == 204
    kept = anna.get(f"/items/{film['id']}").json()
    assert (kept["state"]["watched"], kept["missing_since"]) == (True, None)
    assert anna.delete(f"/libraries/{second.id}").status_code == 204
    assert (first.folder / "Shared (2001)/Shared (2001).mkv").exists()
    third = Shelf(anna, tmp_path / "both", "Third")
    third.scan()
    assert [(each["id"], each["state"]["watched"]) for each in movies(third)] == [(film["id"], True)]


def test_one_path_is_scanned_and_nothing_is_told_of_the_rest(anna: httpx.Client, tmp_path: Path) -> None:
    shelf = Shelf(anna, tmp_path / "paths", "Paths")
    shelf.put("A (2001)/A (2001).mkv")
    shelf.scan()
    shelf.put("B (2002)/B (2002).mkv", "C (2003)/C (2003).mkv")
    (shelf.folder / "Broken (2001).mkv").symlink_to(shelf.folder / "nowhere")
    wanted = {"path": str(shelf.folder / "B (2002)")}
    scan = until_done(anna, anna.post(f"/libraries/{shelf.id}/scan", json=wanted).json()["job_id"])
    assert (scan["counts"]["added"], scan["counts"]["errors"], scan["scope"]) == (1, 0, wanted["path"])
    assert [each["title"] for each in movies(shelf)] == ["A", "B"]
    refused = anna.post(f"/libraries/{shelf.id}/scan", json={"path": "/etc"})
    assert (refused.status_code, refused.json()["code"]) == (422, "path_outside_library")


def test_a_disc_is_one_film_whose_longest_stream_plays_or_says_that_it_does_not(
    anna: httpx.Client, server: Server, tmp_path: Path, visit: Callable[..., Visit]
) -> None:
    shelf = Shelf(anna, tmp_path / "discs", "Discs")
    long, short = media("h264.ts", seconds=3), media("h264.ts", seconds=1)
    for source, path in (
        (long, "Blue (2001)/BDMV/STREAM/00800.m2ts"),
        (short, "Blue (2001)/BDMV/STREAM/00001.m2ts"),
        (long, "Silver (1999)/VIDEO_TS/VTS_02_1.VOB"),
        (short, "Silver (1999)/VIDEO_TS/VTS_02_2.VOB"),
        (short, "Silver (1999)/VIDEO_TS/VTS_01_1.VOB"),
        (short, "Silver (1999)/VIDEO_TS/VIDEO_TS.VOB"),
    ):
        (shelf.folder / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, shelf.folder / path)
        with (shelf.folder / path).open("ab") as end:
            end.write(path.encode())
    shelf.put("Blue (2001)/BDMV/index.bdmv")
    (shelf.folder / "Image (2003).iso").write_bytes(bytes(32769) + b"CD001" + bytes(8192))
    shelf.scan()
    until_idle(anna, "file.probe")
    discs = {each["title"]: each["id"] for each in movies(shelf)}
    assert set(discs) == {"Blue", "Silver", "Image"}
    files = {title: anna.get(f"/items/{each}/files").json()["items"] for title, each in discs.items()}
    assert [each["size_bytes"] for each in files["Blue"]] == [
        (shelf.folder / "Blue (2001)/BDMV/STREAM/00800.m2ts").stat().st_size
    ]
    assert [each["part"] for each in files["Silver"]] == [1, 2]
    assert all(each["is_disc"] for each in (*files["Blue"], *files["Silver"], *files["Image"]))

    player = {"containers": ["mpegts"], "video": ["h264"], "audio": ["aac"]}
    for title in ("Blue", "Silver"):
        plays = anna.post("/playback", json={"item_id": discs[title], "capabilities": player}).json()
        assert plays["method"] == "direct", plays
        assert anna.get(plays["url"].removeprefix("/api/v1"), headers={"Range": "bytes=0-99"}).status_code == 206
    page = visit(server.url).signed_in("anna")
    for title in ("Image", "Blue"):
        page.goto(f"/app/watch/{discs[title]}")
        expect(page.get_by_role("alert").get_by_text("It is a disc image, not playable yet.")).to_be_visible()
    open_title(page, discs["Image"])
    expect(page.get_by_text("It is a disc image, not playable yet.")).to_be_visible()


def test_what_somebody_looks_at_is_probed_before_the_rest(anna: httpx.Client, tmp_path: Path) -> None:
    shelf = Shelf(anna, tmp_path / "probing", "Probing")
    shelf.put(*(f"Reel {number:02} (2001)/Reel {number:02} (2001).mkv" for number in range(30)))
    anna.post("/queues/default/pause").raise_for_status()
    try:
        shelf.scan()
        (last,) = anna.get("/movies", params={"library": shelf.id, "sort": "-title", "limit": 1}).json()["items"]
        assert (last["title"], last["images"]) == ("Reel 29", {})
    finally:
        anna.post("/queues/default/resume").raise_for_status()
    until_idle(anna, "file.probe")
    files = {each["id"]: anna.get(f"/items/{each['id']}/files").json()["items"][0]["file_id"] for each in movies(shelf)}
    jobs = anna.get("/jobs", params={"kind": "file.probe", "limit": 200}).json()["items"]
    began = {ids: each["started_at"] for each in jobs for ids in each["arguments"]["file_ids"] if ids in files.values()}
    assert len(began) == 30
    place = sorted(began.values()).index(began[files[last["id"]]])
    assert place < 10, "it came in its turn, behind the others"
