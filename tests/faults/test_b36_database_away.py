"""B36: the database is away, slow, held, or out of connections. Streams go on, answers say when to ask again, work waits.

One server on a PostgreSQL of its own, which can be killed without anybody starting it again, by a way that can be slow.
"""

import concurrent.futures
import contextlib
import threading
from collections.abc import Callable, Iterator
from typing import Any

import httpx
import psycopg
import pytest

from tests.faults.far_away import FarAway
from tests.faults.jobs.server import Server as Postgres
from tests.server import Server, serving, until_done
from tests.streaming import streaming

SIZE = 96 << 20
CHUNK = 1 << 20


@pytest.fixture(scope="module")
def postgres() -> Iterator[Postgres]:
    with Postgres() as running:
        yield running


@pytest.fixture(scope="module")
def way(postgres: Postgres) -> Iterator[FarAway]:
    with FarAway(postgres.url) as lent:
        yield lent


@pytest.fixture(scope="module")
def server(way: FarAway, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    settings = {"MATINEE_DATABASE_URL": way.url}
    with serving(tmp_path_factory.mktemp("server") / "data", settings) as running:
        yield running


@pytest.fixture(scope="module")
def anna(server: Server, tmp_path_factory: pytest.TempPathFactory) -> Iterator[httpx.Client]:
    films = tmp_path_factory.mktemp("films")
    with (films / "Long (2019).mkv").open("wb") as file:
        file.truncate(SIZE)
    with server.set_up() as client:
        library = client.post("/libraries", json={"name": "Films", "kind": "movies", "paths": [str(films)]}).json()
        asked = client.post(f"/libraries/{library['id']}/scan", json={}).json()
        assert until_done(client, asked["job_id"])["state"] == "completed"
        yield client


@pytest.fixture
def stream_url(anna: httpx.Client) -> str:
    [movie] = anna.get("/movies").json()["items"]
    [file] = anna.get(f"/items/{movie['id']}/files").json()["items"]
    return f"/files/{file['file_id']}/stream"


def until(look: Callable[[], Any]) -> Any:
    """Look until something is true; the suite's own limit ends it."""
    while not (found := look()):
        threading.Event().wait(0.1)
    return found


def answers(client: httpx.Client) -> bool:
    with contextlib.suppress(httpx.HTTPError):
        return client.get("/movies").status_code == 200
    return False


def test_b36_database_killed_in_the_middle_of_a_film_and_back_after_a_while(
    postgres: Postgres, anna: httpx.Client, stream_url: str
) -> None:
    with anna.stream("GET", stream_url) as film:
        chunks = film.iter_bytes(CHUNK)
        received = len(next(chunks))
        postgres.stop_hard()
        refused = anna.get("/movies")
        assert refused.status_code == 503
        assert refused.headers["content-type"].startswith("application/problem+json")
        assert refused.json()["code"] == "database_unavailable"
        assert int(refused.headers["retry-after"]) > 0
        received += sum(len(chunk) for chunk in chunks)
        assert received == SIZE  # all of it, while nothing could be asked
    postgres.start()
    until(lambda: answers(anna))
    library = anna.get("/libraries").json()["items"][0]
    asked = anna.post(f"/libraries/{library['id']}/scan", json={}).json()
    assert until_done(anna, asked["job_id"])["state"] == "completed"


def test_b36_job_asked_for_before_the_database_went_away_runs_by_itself_afterwards(
    postgres: Postgres, anna: httpx.Client
) -> None:
    assert anna.post("/queues/low/pause").status_code == 204
    asked = anna.post("/jobs/run", json={"kind": "accounts.cleanup"}).json()
    postgres.stop_hard()
    postgres.start()
    until(lambda: answers(anna))
    assert anna.get(f"/jobs/{asked['job_id']}").json()["state"] == "waiting"
    assert anna.post("/queues/low/resume").status_code == 204
    until(lambda: anna.get(f"/jobs/{asked['job_id']}").json()["state"] == "completed")


def test_b36_table_held_for_a_while_makes_requests_wait_and_no_crowd_of_connections(
    postgres: Postgres, anna: httpx.Client, stream_url: str
) -> None:
    with psycopg.connect(postgres.url) as slow, concurrent.futures.ThreadPoolExecutor(40) as people:
        slow.execute("lock table item in access exclusive mode")
        asked = [people.submit(anna.get, "/movies") for _ in range(40)]
        waiting = "select count(*) from pg_stat_activity where wait_event_type = 'Lock'"
        with psycopg.connect(postgres.url, autocommit=True) as look:
            until(lambda: (look.execute(waiting).fetchone() or (0,))[0] >= 5)
            open_ones = "select count(*) from pg_stat_activity where application_name = 'matinee'"
            (count,) = look.execute(open_ones).fetchone() or (0,)
        assert count <= 2 * 15, "each process keeps to its pool"
        slow.rollback()
        states = [each.result() for each in asked]
    assert {each.status_code for each in states} <= {200, 503}
    assert all("retry-after" in each.headers for each in states if each.status_code == 503)
    assert any(each.status_code == 200 for each in states)


def test_b36_database_without_a_free_connection_is_told_and_recovers(postgres: Postgres, anna: httpx.Client) -> None:
    held: list[psycopg.Connection] = []
    try:
        with contextlib.suppress(psycopg.OperationalError):
            while True:
                held.append(psycopg.connect(postgres.url))
        with concurrent.futures.ThreadPoolExecutor(30) as people:
            states = [each.result() for each in [people.submit(anna.get, "/movies") for _ in range(30)]]
        assert {each.status_code for each in states} <= {200, 503}
        assert all(int(each.headers["retry-after"]) > 0 for each in states if each.status_code == 503)
    finally:
        for connection in held:
            connection.close()
    until(lambda: answers(anna))


def test_b36_old_transaction_held_open_holds_up_no_request_and_no_job(postgres: Postgres, anna: httpx.Client) -> None:
    library = anna.get("/libraries").json()["items"][0]["id"]
    with psycopg.connect(postgres.url) as old, streaming(anna) as stream:
        old.execute("select pg_current_xact_id()")
        asked = anna.post(f"/libraries/{library}/scan", json={}).json()
        assert until_done(anna, asked["job_id"])["state"] == "completed"
        assert "library.scan_done" not in {each.name for each in stream.all}  # what may still change order is held back
        old.rollback()
        stream.until("library.scan_done")


def test_b36_database_that_takes_two_seconds_a_statement_kills_no_worker_and_fails_no_job(
    postgres: Postgres, way: FarAway, anna: httpx.Client
) -> None:
    assert anna.post("/queues/low/pause").status_code == 204
    asked = anna.post("/jobs/run", json={"kind": "accounts.cleanup"}).json()["job_id"]
    with (
        psycopg.connect(postgres.url, autocommit=True) as look,
        concurrent.futures.ThreadPoolExecutor(1) as people,
    ):
        [(worker, beat)] = look.execute("select id, beat from job_worker").fetchall()
        way.delay_s = 2.0
        try:
            look.execute("update job_queue set paused_at = null; select pg_notify('matinee_jobs', 'low')")
            answer = people.submit(anna.get, "/movies")
            done = "select state, attempt, errors from job where id = %s and finished_at is not null"
            assert until(lambda: look.execute(done, (asked,)).fetchone()) == ("completed", 1, [])
            later = "select 1 from job_worker where id = %s and beat > %s"
            until(lambda: look.execute(later, (worker, beat)).fetchone())
            assert answer.result().status_code == 200
        finally:
            way.delay_s = 0.0
        assert look.execute("select id from job_worker").fetchall() == [(worker,)]
