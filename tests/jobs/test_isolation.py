"""H40: no suspect waits long for another, whatever runs: neither for room, nor for quiet, nor for a serial key."""

import asyncio
import signal
import subprocess
from collections.abc import Awaitable, Callable
from datetime import timedelta

import psycopg
import pytest
from sqlalchemy import text

from matinee.kit.db import Database
from matinee.kit.jobs import Lane, enqueue, rescue
from matinee.kit.jobs.isolation import SIDE_BY_SIDE, next_lane
from matinee.kit.jobs.repository import Ending, Wanted, fetch, finish, register_worker
from matinee.kit.jobs.rescue import Suspects, Waiting
from tests.jobs.kinds import Note, note_kind
from tests.jobs.processes import STAYS, command
from tests.waiting import until

APART, SOLE = Lane.APART, Lane.SOLE
FULL = dict.fromkeys(range(SIDE_BY_SIDE), APART)
ALL_BUSY = frozenset(FULL)
_A_STORM = 3_000


@pytest.mark.parametrize(
    ("waiting", "children", "lane"),
    [
        (Suspects(), {}, None),
        (Suspects(apart=Waiting(1)), {}, APART),
        (Suspects(apart=Waiting(1), sole=Waiting(1)), {}, APART),
        (Suspects(sole=Waiting(1)), {}, SOLE),
        (Suspects(apart=Waiting(1)), {1: APART}, None),  # the one that starts will take it
        (Suspects(apart=Waiting(2)), {1: APART}, APART),
        (Suspects(apart=Waiting(1), busy=ALL_BUSY), FULL, None),
        (Suspects(apart=Waiting(1, overdue=1), busy=ALL_BUSY), FULL, APART),
        (Suspects(apart=Waiting(1, overdue=1), busy=ALL_BUSY), FULL | {9: APART}, None),
        (Suspects(sole=Waiting(1), busy=frozenset({1})), {1: APART}, None),
        (Suspects(sole=Waiting(1, overdue=1), busy=frozenset({1})), {1: APART}, SOLE),
        (Suspects(apart=Waiting(1), busy=frozenset({1})), {1: SOLE}, None),
        (Suspects(apart=Waiting(1, overdue=1), busy=frozenset({1})), {1: SOLE}, APART),
        (Suspects(sole=Waiting(2, overdue=1), busy=frozenset({1})), {1: SOLE, 2: SOLE}, None),
    ],
)
def test_lane_of_the_next_process(waiting: Suspects, children: dict[int, Lane], lane: Lane | None) -> None:
    assert next_lane(waiting, children) is lane


async def test_suspects_all_run_though_each_of_them_takes_for_ever(database: Database, database_url: str) -> None:
    count = SIDE_BY_SIDE + 2
    async with database.transaction() as tx:
        for _ in range(count):
            await enqueue(tx, STAYS, Note())
        await tx.execute(text("update job set alone = true, deaths = id % 2"))
    with subprocess.Popen(command(database_url, "apart", "0.2")) as isolation:
        try:
            await until(_all_run(database, count))
        finally:
            isolation.terminate()
    async with database.reading() as tx:
        left = (await tx.execute(text("select state, attempt, count(*) from job group by 1, 2"))).all()
    assert [tuple(row) for row in left] == [("waiting", 0, count)]  # ended in order: given back, no attempt used


async def test_signals_at_any_moment_do_not_stop_the_process_for_suspects(
    database: Database, database_url: str
) -> None:
    async with database.transaction() as tx:
        await enqueue(tx, STAYS, Note())
        await tx.execute(text("update job set alone = true"))
    with subprocess.Popen(command(database_url, "apart", "0.2")) as isolation:
        await until(_all_run(database, 1))
        for _ in range(_A_STORM):
            isolation.send_signal(signal.SIGCHLD)
            await asyncio.sleep(0.0001)  # lets it take this one, or else many become one
        async with database.transaction() as tx:
            await enqueue(tx, STAYS, Note())
            await tx.execute(text("update job set alone = true where state = 'waiting'"))
        try:
            await until(_all_run(database, 2), within_s=60)
        except TimeoutError:
            isolation.kill()
            raise
        isolation.terminate()


def _all_run(database: Database, count: int) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        async with database.reading() as tx:
            return (await tx.execute(text("select count(*) from job where state = 'running'"))).scalar_one() == count

    return look


@pytest.mark.parametrize("in_common", ["serial key", "unique key"])
async def test_key_that_a_suspect_waits_for_is_taken_by_no_other(
    database: Database, database_url: str, in_common: str
) -> None:
    kind = note_kind(serial=lambda note: note.folder, unique_for=timedelta(minutes=10))
    first, second = Note("a", "/films"), Note("b" if in_common == "serial key" else "a", "/films")
    async with database.transaction() as tx:
        suspect = (await enqueue(tx, kind, first)).job_id
        worker_id = await register_worker(tx, "elsewhere", 1)
        await fetch(tx, worker_id, {"default": 10})
        other = (await enqueue(tx, kind, second, priority=9)).job_id
        await tx.execute(text("delete from job_worker"))
    with psycopg.connect(database_url, autocommit=True) as connection:
        rescue.rescue(connection)
    async with database.transaction() as tx:
        shared, apart = [await register_worker(tx, "here", 1, lane) for lane in (Lane.SHARED, Lane.APART)]
        assert await fetch(tx, shared, {"default": 10}) == []
        [started] = await fetch(tx, apart, {"default": 10}, Wanted(Lane.APART))
        assert started.id == suspect
        await finish(tx, suspect, started.run, Ending(state="completed"))
        assert [each.id for each in await fetch(tx, shared, {"default": 10})] == [other]


async def test_suspect_of_a_paused_queue_holds_up_nobody(database: Database) -> None:
    kind = note_kind(serial=lambda note: note.folder)
    async with database.transaction() as tx:
        await enqueue(tx, kind, Note("a", "/films"))
        await tx.execute(text("update job set alone = true, queue = 'bulk'"))
        await tx.execute(text("insert into job_queue (name, paused_at) values ('bulk', now())"))
        other = (await enqueue(tx, kind, Note("b", "/films"))).job_id
        worker_id = await register_worker(tx, "here", 1)
        assert [each.id for each in await fetch(tx, worker_id, {"default": 10})] == [other]


async def test_suspect_that_waited_longer_than_the_patience_is_overdue(database: Database, database_url: str) -> None:
    async with database.transaction() as tx:
        for number in (1, 2, 3):
            await enqueue(tx, STAYS, Note(str(number)))
        await tx.execute(
            text("update job set alone = true, due_at = now() - make_interval(secs => 5 * (arguments->>'text')::int)")
        )
    with psycopg.connect(database_url, autocommit=True) as connection:
        waiting = rescue.suspects(connection, timedelta(seconds=7))
    assert (waiting.apart, waiting.sole) == (Waiting(3, overdue=2), Waiting())
