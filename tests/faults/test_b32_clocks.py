"""B32: machines whose clocks are wrong, on one PostgreSQL: one in 1970, one two months ahead. One time counts for all."""

from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime, timedelta
from pathlib import Path

import httpx
import psycopg
import pytest

from tests.faults.test_many_machines import KEY, on, working
from tests.server import Server, serving, until_done

SOON = timedelta(minutes=5)


def clock_off_by(days: float) -> dict[str, str]:
    """Give the environment of a process whose clock is wrong. Only the clock: what measures spans of time is right."""
    return {"PYTHONPATH": str(Path(__file__).parent / "elsewhen"), "DAYS_OFF": str(days)}


class House:
    """Two machines that serve, the second in 1970; the worker is two months ahead. Anna is signed in on the first."""

    def __init__(self, webs: list[Server], anna: httpx.Client) -> None:
        self.right, self.in_1970, self.anna = webs[0], webs[1], anna


@pytest.fixture(scope="module")
def house(postgres_url: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("create database wrong_clocks")
    url = postgres_url.replace("/postgres?", "/wrong_clocks?")
    settings = {"MATINEE_DATABASE_URL": url, "MATINEE_SECRET_KEY": KEY}
    folder = tmp_path_factory.mktemp("machines")
    with ExitStack() as held:
        right = held.enter_context(serving(folder / "right", settings, worker=False))
        anna = held.enter_context(right.set_up())
        held.enter_context(working(folder / "worker", url, clock_off_by(60)))
        days_since_1970 = datetime.now(UTC).timestamp() / 86_400 - 1
        old = settings | clock_off_by(-days_since_1970)
        in_1970 = held.enter_context(serving(folder / "1970", old, worker=False))
        yield House([right, in_1970], anna)


@pytest.fixture(scope="module")
def film(house: House, tmp_path_factory: pytest.TempPathFactory) -> str:
    """A film that the worker from the future found; its id."""
    films = tmp_path_factory.mktemp("films")
    (films / "Heat (1995).mkv").write_bytes(b"x" * 5000)
    library = house.anna.post("/libraries", json={"name": "Films", "kind": "movies", "paths": [str(films)]}).json()
    scan = until_done(house.anna, house.anna.post(f"/libraries/{library['id']}/scan", json={}).json()["job_id"])
    assert scan["state"] == "completed"
    assert scan["seconds"] >= 0
    assert is_now(scan["finished_at"])
    [movie] = house.anna.get("/movies").json()["items"]
    return movie["id"]


def is_now(told: str) -> bool:
    return abs(datetime.now(UTC) - datetime.fromisoformat(told)) < SOON


def test_session_made_on_a_machine_holds_on_one_that_lives_in_another_time(house: House) -> None:
    assert on(house.in_1970, house.anna).get("/me").status_code == 200
    made_in_1970 = house.in_1970.log_in("anna")
    assert on(house.right, made_in_1970).get("/me").status_code == 200
    sessions = house.anna.get("/sessions").json()["items"]
    assert len(sessions) == 2
    assert all(is_now(each["last_seen_at"]) for each in sessions)


def test_library_scanned_by_a_worker_from_the_future_is_of_today(house: House, film: str) -> None:
    [library] = house.anna.get("/libraries").json()["items"]
    assert is_now(library["last_scanned_at"])
    assert is_now(house.anna.get(f"/items/{film}").json()["added_at"])


def test_stream_address_signed_on_either_machine_opens_on_both(house: House, film: str) -> None:
    for signer, reader in ((house.in_1970, house.right), (house.right, house.in_1970)):
        playback = on(signer, house.anna).post("/playback", json={"item_id": film}).json()
        with httpx.Client(base_url=reader.url) as stranger:
            assert stranger.get(playback["url"], headers={"Range": "bytes=0-9"}).status_code == 206


def test_what_was_played_last_is_what_was_told_last_whichever_machine_heard_it(house: House, film: str) -> None:
    for machine, position in ((house.right, 1000), (house.in_1970, 2000), (house.right, 3000)):
        answer = on(machine, house.anna).put(f"/items/{film}/progress", json={"position_ms": position})
        assert answer.status_code == 204, answer.text
        state = house.anna.get(f"/items/{film}").json()["state"]
        assert state["position_ms"] == position
        assert is_now(state["last_played_at"])
