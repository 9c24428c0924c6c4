"""Every event that is agreed is told on the stream of the running server, once its fact has come to pass."""

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from tests.journeys.every_event import STORY, Chapter, House
from tests.server import serving
from tests.streaming import EventStream, streaming

_WAIT_S = 60


@pytest.fixture(scope="module")
def url(postgres_url: str) -> str:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("create database every_event template template_matinee")
    return postgres_url.replace("/postgres?", "/every_event?")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("server") / "data"


@pytest.fixture(scope="module")
def house(url: str, data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    folder = tmp_path_factory.mktemp("disk")
    (folder / "short").mkdir()
    settings = {"MATINEE_DATABASE_URL": url, "MATINEE_SCAN_WATCH": "false"}
    with serving(data, settings) as server, server.set_up() as anna:
        yield House(server, anna, folder, url)


@pytest.fixture(scope="module")
def stream(house: House) -> Iterator[EventStream]:
    with streaming(house.anna) as opened:
        yield opened


@pytest.mark.parametrize("chapter", STORY, ids=lambda chapter: chapter.act.__name__)
def test_what_happens_is_told(house: House, stream: EventStream, chapter: Chapter) -> None:
    before = len(stream.all)
    chapter.act(house)
    deadline = time.monotonic() + _WAIT_S
    while lacking := chapter.names - {each.name for each in stream.all[before:]}:
        assert time.monotonic() < deadline, f"not told: {sorted(lacking)}"
        time.sleep(0.05)


def test_end_and_start_of_the_server_are_told(house: House, stream: EventStream, url: str, data: Path) -> None:
    house.server.stop()
    assert stream.is_over.wait(_WAIT_S)
    assert "system.stopping" in {each.name for each in stream.all}
    with (
        serving(data, {"MATINEE_DATABASE_URL": url}) as again,
        again.log_in("anna") as anna,
        streaming(anna, stream.last_id) as later,
    ):
        later.until("system.started")
