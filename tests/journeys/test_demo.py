"""`matinee demo`: a library made from nothing, served from a data folder of its own. Its films are made once and kept."""

import itertools
import os
import re
import time
from collections.abc import Iterator
from pathlib import Path

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


def test_its_films_play_and_its_data_lies_apart(demo: Server, anna: httpx.Client) -> None:
    movie = anna.get("/movies").json()["items"][0]
    file = anna.get(f"/items/{movie['id']}/files").json()["items"][0]
    answer = anna.get(f"/files/{file['file_id']}/stream", headers={"Range": "bytes=0-99"})
    assert (answer.status_code, len(answer.content)) == (206, 100)
    assert re.search(r"The demo's files are in .*matinee-demo", demo.output)
    assert not demo.data.exists()
