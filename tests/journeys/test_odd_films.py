"""Films that are odd, through the running server: cut, without index, no film at all, of too many tracks (B3 to B6).

Not here: a cut film is not sought by an index of ours, since players seek in the file itself (what the index is made of
is held in tests/probe); and 100 fonts of 50 MB are 10,000 small ones: what lies in an attachment is never read.
"""

import shutil
import struct
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.journeys.shelves import Shelf
from tests.media import media
from tests.server import Server, serving, until_idle

_PLAYER = {"containers": ["matroska", "mp4"], "video": ["h264"], "audio": ["aac", "ac3"]}
_SEGMENT = bytes.fromhex("18538067")


def _element(number: str, content: bytes) -> bytes:
    return bytes.fromhex(number) + struct.pack(">Q", len(content) | 1 << 56) + content


def _with_attachments(film: bytes, count: int) -> bytes:
    """Put attachments into a Matroska file, before all else (RFC 9559, 5.1.6)."""
    files = [
        _element(
            "61a7",
            _element("466e", b"font%d.ttf" % number)
            + _element("4660", b"application/x-truetype-font")
            + _element("465c", b"font")
            + _element("46ae", struct.pack(">Q", number + 1)),
        )
        for number in range(count)
    ]
    given = _element("1941a469", b"".join(files))
    start = film.index(_SEGMENT)
    size = struct.unpack(">Q", film[start + 4 : start + 12])[0]
    return film[: start + 4] + struct.pack(">Q", size + len(given)) + given + film[start + 12 :]


class OddFilms:
    """A library of odd films, scanned and examined."""

    def __init__(self, anna: httpx.Client, folder: Path) -> None:
        self.anna, self.folder, self.ran = anna, folder, folder.with_name("ran")
        self.shelf = Shelf(anna, folder, "Odd")
        self._fill()
        self.shelf.scan()
        until_idle(anna, "file.probe")
        self.ids = {each["title"]: each["id"] for each in anna.get("/movies").json()["items"]}

    def path(self, title: str) -> Path:
        return self.folder / f"{title} (2001).mkv"

    def _fill(self) -> None:
        whole = media("h264.mkv").read_bytes()
        self.path("Cut").write_bytes(whole[: len(whole) // 2])
        shutil.copy(media("moov-at-end.mp4"), self.folder / "Late (2001).mp4")
        moov = media("moov-at-end.mp4").read_bytes()
        (self.folder / "Lost (2001).mp4").write_bytes(moov[: moov.rindex(b"moov") - 4])
        self.path("Diary").write_text("Dear diary\n" * 100)
        self.path("Script").write_text(f"#!/bin/sh\ntouch '{self.ran}'\n")
        self.path("Script").chmod(0o755)
        shutil.copy("/bin/ls", self.path("Program"))
        with zipfile.ZipFile(self.path("Archive"), "w") as archive:
            archive.writestr("Unpacked (2002).mkv", whole)
        shutil.copy(media("many-tracks.mkv"), self.path("Tracks"))
        self.path("Fonts").write_bytes(_with_attachments(whole, 10_000))
        shutil.copy(media("h264.mkv"), self.path("Whole"))

    def file(self, title: str) -> dict[str, Any]:
        [file] = self.anna.get(f"/items/{self.ids[title]}/files").json()["items"]
        return file

    def play(self, title: str) -> dict[str, Any]:
        answer = self.anna.post("/playback", json={"item_id": self.ids[title], "capabilities": _PLAYER})
        assert answer.status_code == 201, answer.text
        return answer.json()

    def reasons(self, title: str) -> Sequence[str]:
        return [each["code"] for each in self.play(title)["reasons"]]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    with serving(tmp_path_factory.mktemp("data"), {"MATINEE_SCAN_WATCH": "false"}) as running:
        yield running


@pytest.fixture(scope="module")
def odd(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[OddFilms]:
    with server.set_up() as anna:
        yield OddFilms(anna, tmp_path_factory.mktemp("odd") / "films")


def _bytes_of(odd: OddFilms, playback: dict[str, Any], start: int | str, end: int | str) -> bytes:
    url = playback["url"].removeprefix("/api/v1")
    answer = odd.anna.get(url, headers={"Range": f"bytes={start}-{end}"})
    assert answer.status_code == 206, answer.text
    return answer.content


def test_b3_film_cut_in_the_middle_plays_to_the_cut_with_the_duration_of_what_is_there(odd: OddFilms) -> None:
    file, playback = odd.file("Cut"), odd.play("Cut")
    assert (file["probe_state"], playback["method"], playback["reasons"]) == ("done", "direct", [])
    whole = odd.file("Whole")["duration_ms"]
    assert 0 < file["duration_ms"] < whole
    assert playback["duration_ms"] == file["duration_ms"]
    content = odd.path("Cut").read_bytes()
    middle = len(content) // 2
    assert _bytes_of(odd, playback, middle, "") == content[middle:]
    beyond = odd.anna.get(playback["url"].removeprefix("/api/v1"), headers={"Range": f"bytes={len(content)}-"})
    assert beyond.status_code == 416


def test_b4_film_with_its_index_at_the_end_plays_and_one_without_is_unreadable(odd: OddFilms) -> None:
    playback = odd.play("Late")
    content = (odd.folder / "Late (2001).mp4").read_bytes()
    assert (playback["method"], odd.file("Late")["probe_state"]) == ("direct", "done")
    assert _bytes_of(odd, playback, "", 4096) == content[-4096:]
    assert (odd.file("Lost")["probe_state"], odd.reasons("Lost")) == ("unreadable", ["file_unreadable"])


@pytest.mark.parametrize("title", ["Diary", "Script", "Program", "Archive"])
def test_b5_what_only_has_the_name_of_a_film_is_told_and_neither_run_nor_unpacked(odd: OddFilms, title: str) -> None:
    assert (odd.file(title)["probe_state"], odd.reasons(title)) == ("not_video", ["not_a_video"])
    assert odd.play(title)["method"] == "unsupported"
    assert not odd.ran.exists()
    assert "Unpacked" not in odd.ids
    assert not list(odd.folder.parent.rglob("Unpacked*"))


def test_b6_hundreds_of_tracks_and_ten_thousand_attachments_are_bounded_and_the_film_plays(odd: OddFilms) -> None:
    tracks = odd.play("Tracks")["tracks"]["audio"]
    assert len(tracks) == 300
    assert all(each["codec"] == "mp3" for each in tracks)
    assert odd.file("Fonts")["probe_state"] == "done"
    kinds = [each["kind"] for each in odd.file("Fonts")["streams"]]
    assert (kinds.count("video"), kinds.count("audio"), kinds.count("attachment") <= 500) == (1, 1, True)
    playback = odd.play("Fonts")
    assert (playback["method"], len(playback["tracks"]["audio"])) == ("direct", 1)
    page = odd.anna.get(f"/items/{odd.ids['Fonts']}")
    assert page.status_code == 200
    assert len(page.content) < 500_000


def test_odd_films_leave_the_good_one_and_the_server_alone(odd: OddFilms) -> None:
    assert odd.play("Whole")["method"] == "direct"
    assert len(odd.ids) == 10
    states = {each["state"] for each in odd.anna.get("/jobs", params={"kind": "file.probe"}).json()["items"]}
    assert states <= {"completed"}
