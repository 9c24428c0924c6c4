"""The event stream of the running server: what it tells, to whom, and when it stops."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.server import PASSWORD, Server, serving, until_done
from tests.streaming import streaming

SECOND = timedelta(seconds=1)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory, postgres_url: str) -> Iterator[Server]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("create database event_stream template template_matinee")
    url = postgres_url.replace("/postgres?", "/event_stream?")
    with serving(tmp_path_factory.mktemp("server") / "data", {"MATINEE_DATABASE_URL": url}) as running:
        yield running


@pytest.fixture(scope="module")
def films(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("films")
    for title in ("Alpha (2001)", "Beta (2002)"):
        (folder / title).mkdir()
        (folder / title / f"{title}.mkv").write_bytes(title.encode() * 100)
    return folder


@pytest.fixture(scope="module")
def anna(server: Server) -> Iterator[httpx.Client]:
    with server.set_up() as client:
        yield client


@pytest.fixture(scope="module")
def library(anna: httpx.Client, films: Path) -> str:
    made = anna.post("/libraries", json={"name": "Films", "kind": "movies", "paths": [str(films)]}).json()["id"]
    scan(anna, made)
    return made


@pytest.fixture(scope="module")
def ben(anna: httpx.Client, library: str) -> str:
    body = {"username": "ben", "password": PASSWORD, "role": "member", "library_ids": [library]}
    return anna.post("/users", json=body).json()["id"]


def scan(client: httpx.Client, library: str) -> None:
    asked = client.post(f"/libraries/{library}/scan", json={})
    assert until_done(client, asked.json()["job_id"])["state"] == "completed"


def movie(client: httpx.Client) -> str:
    return client.get("/movies").json()["items"][0]["id"]


@contextmanager
def busy(client: httpx.Client, item: str) -> Iterator[None]:
    """Keep the stream of this client's person busy: events every few milliseconds."""
    over = threading.Event()

    def toggle() -> None:
        while not over.is_set():
            client.put(f"/items/{item}/watched")
            client.delete(f"/items/{item}/watched")

    thread = threading.Thread(target=toggle, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def test_h26_busy_stream_ends_within_a_second_of_its_session(server: Server, library: str, ben: str) -> None:
    with server.log_in("ben") as listening, server.log_in("ben") as acting:
        mine = next(each["id"] for each in listening.get("/sessions").json()["items"] if each["current"])
        with streaming(listening) as stream, busy(acting, movie(acting)):
            stream.until("item.watched")
            assert acting.delete(f"/sessions/{mine}").status_code == 204
            ended = datetime.now(UTC)
            assert stream.is_over.wait(120)
        assert [told for told in stream.all if told.at > ended + SECOND] == []


def test_h26_stream_narrows_within_a_second_of_a_lost_grant(
    server: Server, anna: httpx.Client, library: str, ben: str
) -> None:
    with server.log_in("ben") as client, streaming(client) as stream:
        scan(anna, library)
        stream.until("library.scan_done")
        item = movie(client)
        with busy(client, item):
            assert anna.put(f"/users/{ben}/libraries", json={"library_ids": []}).status_code == 204
            taken = datetime.now(UTC)
            while datetime.now(UTC) < taken + 2 * SECOND:
                scan(anna, library)
        assert not stream.is_over.is_set()
        assert [each for each in stream.all if each.name.startswith("library.") and each.at > taken + SECOND] == []
        anna.put(f"/users/{ben}/libraries", json={"library_ids": [library]})


def test_client_that_comes_back_gets_what_it_missed(anna: httpx.Client, library: str) -> None:
    item = movie(anna)
    anna.delete(f"/items/{item}/watched")
    with streaming(anna) as first:
        anna.put(f"/items/{item}/watched")
        heard = first.until("item.watched").id
    anna.delete(f"/items/{item}/watched")
    with streaming(anna, heard) as second:
        assert second.until("item.unwatched").data["subject_id"] == item
        anna.put(f"/items/{item}/watched")
        second.until("item.watched")
        assert [each.name for each in second.all if each.name.startswith("item.")] == ["item.unwatched", "item.watched"]


def test_client_that_heard_nothing_yet_knows_where_it_stood(anna: httpx.Client, library: str) -> None:
    item = movie(anna)
    with streaming(anna) as first:
        place = first.last_id
    assert place
    anna.delete(f"/items/{item}/watched")
    anna.put(f"/items/{item}/watched")
    with streaming(anna, place) as second:
        second.until("item.watched")


def test_client_that_opens_late_gets_what_happened_since_it_asked_who_it_is(anna: httpx.Client, library: str) -> None:
    item = movie(anna)
    place = anna.get("/me").json()["events_after"]
    anna.delete(f"/items/{item}/watched")
    anna.put(f"/items/{item}/watched")
    with streaming(anna, after=place) as stream:
        stream.until("item.watched")


@pytest.mark.parametrize("place", ["999999999999-1", "0-0", "no place", "5", "1-99999999999999999999", "-1-1"])
def test_client_whose_place_is_no_longer_kept_or_none_is_told_to_read_anew(
    anna: httpx.Client, postgres_url: str, place: str
) -> None:
    with psycopg.connect(postgres_url.replace("/postgres?", "/event_stream?"), autocommit=True) as connection:
        connection.execute("insert into outbox_mark (name, tx, id) values ('pruned', '3', 1) on conflict do nothing")
    with streaming(anna, place) as stream:
        stream.until("resync")
