"""Every event that is agreed is told on the stream of the running server, once its fact has come to pass."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.journeys.every_event import STORY, Chapter, House
from tests.server import serving
from tests.streaming import EventStream, streaming

_WAIT_S = 120
LOGGED = {
    *("auth.login_succeeded", "auth.login_failed", "auth.locked_out", "auth.password_changed", "auth.password_reset"),
    *("auth.mfa_enabled", "auth.mfa_disabled", "auth.session_revoked", "apikey.created", "apikey.revoked"),
    *("user.created", "user.updated", "user.deleted", "library.created", "library.updated", "library.deleted"),
    *("library.scan_requested", "library.scan_done"),
    *("library.offline", "library.files_forgotten", "item.edited", "item.matched", "movie.deleted"),
    *("playback.started", "playback.stopped", "system.backup_created", "job.discarded"),
}
"""What the story leaves in the log of who did what."""


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


def logged(house: House) -> list[dict[str, Any]]:
    told: list[dict[str, Any]] = []
    cursor: str | None = None
    while cursor is not None or not told:
        page = house.anna.get("/activity", params={"limit": 200} | ({"cursor": cursor} if cursor else {})).json()
        told += page["items"]
        cursor = page["next_cursor"]
    return told


def test_who_did_all_this_is_in_the_activity_log(house: House) -> None:
    deadline = time.monotonic() + _WAIT_S
    while lacking := LOGGED - {each["action"] for each in logged(house)}:
        assert time.monotonic() < deadline, f"not in the log: {sorted(lacking)}"
        time.sleep(0.05)
    told = logged(house)
    assert {each["actor_name"] for each in told if each["action"] == "playback.started"} == {"anna"}
    assert {each["actor_name"] for each in told if each["action"] == "auth.mfa_enabled"} == {"ben"}
    by_people = [each for each in told if each["action"] in LOGGED and each["actor_kind"] == "user"]
    assert all(each["result"] for each in by_people)
    nowhere = {each["action"] for each in by_people if not each["address"]}
    assert not nowhere, "what people do comes from somewhere"


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
