"""Dead workers: noticed without a clock, their jobs taken back, and what they still say changes nothing."""

import asyncio
import os
import threading
import time
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Self

import psycopg
import pytest
from sqlalchemy import text

from matinee.kit.clock import Clock, SystemClock
from matinee.kit.db import Database
from matinee.kit.jobs import GivenUp, JobContext, Lane, Outcome, Timing, WorkerOptions, enqueue, rescue
from matinee.kit.jobs.liveness import Liveness
from matinee.kit.jobs.repository import Ending, Started, Wanted, fetch, finish, register_worker
from matinee.kit.resources import Resources
from tests.jobs.conftest import Working, ended, job_row
from tests.jobs.kinds import Note, note_kind

KIND = note_kind(unique_for=None)
QUICK = Timing(beat=timedelta(milliseconds=20), still_looks=5, still_looks_gone=2)
ELSEWHERE = "another machine"


@pytest.fixture
async def plain(database_url: str) -> AsyncIterator[psycopg.Connection]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        yield connection


async def ask(database: Database, count: int = 1) -> list[int]:
    async with database.transaction() as tx:
        return [(await enqueue(tx, KIND, Note(str(number)))).job_id for number in range(count)]


async def take(database: Database, lane: Lane = Lane.SHARED, host: str = ELSEWHERE) -> tuple[int, list[Started]]:
    """Enter a worker that takes what it finds, and does nothing more."""
    async with database.transaction() as tx:
        worker_id = await register_worker(tx, host, os.getpid(), lane)
        return worker_id, await fetch(tx, worker_id, {"default": 10}, Wanted(lane))


async def die(database: Database, worker_id: int) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("delete from job_worker where id = :id"), {"id": worker_id})


async def test_late_end_of_a_worker_that_was_given_up_changes_nothing(
    database: Database, plain: psycopg.Connection
) -> None:
    (job_id,) = await ask(database)
    first, (late,) = await take(database)
    await die(database, first)
    rescue.rescue(plain)
    _, (now,) = await take(database, Lane.APART)
    assert (now.id, now.run) == (job_id, late.run + 1)
    async with database.transaction() as tx:
        assert await finish(tx, job_id, late.run, Ending(state="completed", result={"late": True})) is False
    row = await job_row(database, job_id)
    assert (row.state, row.run, row.result) == ("running", now.run, None)
    async with database.transaction() as tx:
        assert await finish(tx, job_id, now.run, Ending(state="completed")) is True


async def test_late_effects_of_a_worker_that_was_given_up_are_rolled_back(
    database: Database, plain: psycopg.Connection
) -> None:
    await ask(database)
    first, (late,) = await take(database)
    resources = Resources()
    resources.put(SystemClock(), under=Clock)
    context = JobContext(late, database, resources)
    await die(database, first)
    rescue.rescue(plain)
    with pytest.raises(GivenUp):
        async with context.transaction() as tx:
            await tx.execute(text("insert into job_queue (name) values ('late effect')"))
    async with database.reading() as tx:
        assert (await tx.execute(text("select count(*) from job_queue"))).scalar_one() == 0


async def test_first_death_costs_no_attempt_and_the_third_alone_discards(
    database: Database, plain: psycopg.Connection
) -> None:
    (job_id,) = await ask(database)
    for lane in (Lane.SHARED, Lane.APART, Lane.SOLE):
        worker_id, started = await take(database, lane)
        assert [each.attempt for each in started] == [1], lane
        await die(database, worker_id)
        rescue.rescue(plain)
        assert (await job_row(database, job_id)).state == "waiting"
    worker_id, _ = await take(database, Lane.SOLE)
    await die(database, worker_id)
    rescue.rescue(plain)
    row = await job_row(database, job_id)
    assert (row.state, row.deaths, row.attempt) == ("discarded", 3, 0)
    assert row.errors[-1]["text"] == rescue.FATAL
    async with database.reading() as tx:
        told = (await tx.execute(text("select name, payload->>'reason' as reason from outbox"))).one()
    assert (told.name, told.reason) == ("job.discarded", rescue.FATAL)


async def test_suspects_are_taken_by_no_worker_that_others_share(database: Database, plain: psycopg.Connection) -> None:
    await ask(database, 3)
    worker_id, started = await take(database)
    assert len(started) == 3
    await die(database, worker_id)
    rescue.rescue(plain)
    _, shared = await take(database)
    assert shared == []
    waiting = rescue.suspects(plain, timedelta(hours=1))
    assert (waiting.apart.count, waiting.sole.count) == (3, 0)


async def test_job_that_was_cancelled_meanwhile_is_not_tried_again(
    database: Database, plain: psycopg.Connection
) -> None:
    (job_id,) = await ask(database)
    worker_id, _ = await take(database)
    async with database.transaction() as tx:
        await tx.execute(text("update job set cancel_requested_at = now()"))
    await die(database, worker_id)
    rescue.rescue(plain)
    assert (await job_row(database, job_id)).state == "cancelled"


async def test_ending_of_the_process_is_told(database: Database, plain: psycopg.Connection) -> None:
    (job_id,) = await ask(database)
    worker_id, _ = await take(database)
    await die(database, worker_id)
    rescue.rescue(plain, ended=[worker_id], ending="SIGSEGV")
    assert (await job_row(database, job_id)).errors[-1]["text"] == f"{rescue.FIRST_DEATH} (SIGSEGV)"


async def test_heartbeat_goes_on_while_a_body_blocks_the_loop(
    database: Database, database_url: str, working: Working
) -> None:
    beats: list[int] = []

    async def run(context: JobContext, arguments: Note) -> Outcome:
        with psycopg.connect(database_url, autocommit=True) as connection:
            deadline = time.monotonic() + 20
            while len(set(beats)) < 4 and time.monotonic() < deadline:  # nothing here awaits
                (beat,) = connection.execute("select max(beat) from job_worker").fetchone() or (0,)
                beats.append(beat)

    kind = note_kind(run=run)
    async with working(kind, options=WorkerOptions(timing=QUICK)):
        async with database.transaction() as tx:
            job_id = (await enqueue(tx, kind, Note())).job_id
        await ended(database, job_id)
    assert len(set(beats)) >= 4


class Watch:
    """A worker's life without the worker."""

    def __init__(self, url: str, worker_id: int, timing: Timing = QUICK) -> None:
        self.lost = threading.Event()
        self._liveness = Liveness(url, worker_id, timing, lambda _reason: self.lost.set())

    def __enter__(self) -> Self:
        self._liveness.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._liveness.stop()
        self._liveness.join()


async def gone(database: Database, worker_id: int) -> None:
    look = text("select count(*) from job_worker where id = :id")
    while True:
        async with database.reading() as tx:
            if (await tx.execute(look, {"id": worker_id})).scalar_one() == 0:
                return
        await asyncio.sleep(0.01)


async def test_worker_that_stands_still_is_found_dead_and_its_job_runs_again(database: Database) -> None:
    (job_id,) = await ask(database)
    dead, _ = await take(database)
    alive, _ = await take(database)
    with Watch(database.url, alive) as watch:
        await gone(database, dead)
        while (await job_row(database, job_id)).state != "waiting":
            await asyncio.sleep(0.01)
        assert not watch.lost.is_set()


async def test_worker_of_this_machine_whose_process_is_gone_is_dead_at_once(database: Database) -> None:
    never = Timing(beat=timedelta(milliseconds=20), still_looks=10**9, still_looks_gone=10**9)
    alive, _ = await take(database)
    async with database.transaction() as tx:
        dead = await register_worker(tx, rescue.socket.gethostname(), 2**22 + 1)
    with Watch(database.url, alive, never):
        await gone(database, dead)


async def test_living_session_gives_a_slow_worker_more_time(database: Database, plain: psycopg.Connection) -> None:
    patient = Timing(beat=timedelta(milliseconds=20), still_looks=10**9, still_looks_gone=2)
    slow, _ = await take(database)
    rescue.show_life(plain, slow)
    alive, _ = await take(database)
    dead, _ = await take(database)
    with Watch(database.url, alive, patient):
        await gone(database, dead)
        async with database.reading() as tx:
            assert (await tx.execute(text("select 1 from job_worker where id = :id"), {"id": slow})).one()
        plain.close()
        await gone(database, slow)


async def test_worker_that_was_taken_for_dead_learns_of_it(database: Database) -> None:
    worker_id, _ = await take(database)
    with Watch(database.url, worker_id) as watch:
        await die(database, worker_id)
        assert await asyncio.to_thread(watch.lost.wait, 20)
