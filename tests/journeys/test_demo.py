"""`matinee demo`: a library made from nothing, served from a data folder of its own. Its films are made once and kept."""

import itertools
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.server import Server


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("demo")
    cache = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    server = Server(home / "unused", {"XDG_DATA_HOME": str(home), "XDG_CACHE_HOME": cache}, command="demo")
    try:
        yield server.wait_until_ready()
    finally:
        server.stop()


@pytest.fixture(scope="module")
def anna(demo: Server) -> Iterator[httpx.Client]:
    with demo.set_up() as client:
        end = time.monotonic() + 120
        while any(scan["state"] in {"waiting", "running"} for scan in scans(client)):
            assert time.monotonic() < end, "the scans did not end"
            time.sleep(0.2)
        yield client


def scans(client: httpx.Client) -> list[dict[str, str]]:
    libraries = client.get("/libraries").json()["items"]
    return [scan for each in libraries for scan in client.get(f"/libraries/{each['id']}/scans").json()["items"]]


def test_it_has_what_a_library_can_have(anna: httpx.Client) -> None:
    movies = anna.get("/movies?limit=200").json()["items"]
    series = anna.get("/series").json()["items"]
    assert len(movies) >= 11
    assert len(series) == 2
    episodes = [each for one in series for each in anna.get(f"/series/{one['id']}/episodes").json()["items"]]
    assert any(each["season_number"] == 0 for each in episodes), "specials"
    held = [{file["file_id"] for file in anna.get(f"/items/{each['id']}/files").json()["items"]} for each in episodes]
    assert any(one & other for one, other in itertools.pairwise(held)), "a double episode: two that share a file"
    files = {each["title"]: anna.get(f"/items/{each['id']}/files").json()["items"] for each in movies}
    assert any(len({file["version_id"] for file in found}) == 2 for found in files.values()), "an edition pair"
    assert any({file["part"] for file in found} >= {1, 2} for found in files.values()), "a film in two parts"


def test_its_files_hold_what_a_player_must_cope_with(anna: httpx.Client) -> None:
    movies = anna.get("/movies?limit=200").json()["items"]
    files = [file for each in movies for file in examined(anna, each["id"])]
    streams = [stream for file in files for stream in file["streams"]]
    assert {"h264", "hevc", "ac3", "subrip", "ass"} <= {each["codec"] for each in streams}
    assert {each["codec"] for each in streams if each["sidecar"]} >= {"subrip", "ass"}
    assert any(len({each["language"] for each in file["streams"] if each["kind"] == "audio"}) == 2 for file in files)
    assert any(len(file["chapters"]) > 1 for file in files)
    assert any("matroska" in file["container"] and codecs(file) >= {"h264"} for file in files), "H.264 in MKV"
    assert all(10_000 <= file["duration_ms"] <= 60_100 for file in files)


def codecs(file: dict[str, Any]) -> set[str]:
    return {each["codec"] for each in file["streams"]}


def examined(anna: httpx.Client, item: str) -> list[dict[str, Any]]:
    """Give a title's files once all of them have been examined."""
    end = time.monotonic() + 120
    while True:
        files: list[dict[str, Any]] = anna.get(f"/items/{item}/files").json()["items"]
        if all(each["probe_state"] != "pending" for each in files):
            return files
        assert time.monotonic() < end, "a file was not examined"
        time.sleep(0.2)


def test_its_films_play_and_its_data_lies_apart(demo: Server, anna: httpx.Client) -> None:
    movie = anna.get("/movies").json()["items"][0]
    file = anna.get(f"/items/{movie['id']}/files").json()["items"][0]
    answer = anna.get(f"/files/{file['file_id']}/stream", headers={"Range": "bytes=0-99"})
    assert (answer.status_code, len(answer.content)) == (206, 100)
    assert re.search(r"The demo's files are in .*matinee-demo", demo.output)
    assert not demo.data.exists()
