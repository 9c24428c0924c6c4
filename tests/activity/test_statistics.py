"""Counting by day: right, kept, and never the end of the worker when the database lacks something or goes away."""

import asyncio
from datetime import date, timedelta
from uuid import UUID, uuid4

import msgspec
import psycopg
from sqlalchemy import insert, text

from matinee.activity import KINDS
from matinee.activity.jobs import STATS_AGGREGATE, CountDays
from matinee.activity.repository import days
from matinee.activity.schemas import DayCount
from matinee.kit.clock import Clock, SystemClock
from matinee.kit.db import Connection, Database
from matinee.kit.jobs import Backoff, Registry, Worker, enqueue
from matinee.kit.jobs.testing import InlineWorker
from matinee.kit.resources import Resources
from matinee.playback.tables import playback
from tests.shelf import Shelf
from tests.waiting import until


async def play(tx: Connection, person: UUID | None, item: UUID, began: str, minutes: int) -> None:
    await tx.execute(
        insert(playback).values(
            id=uuid4(),
            account_id=person,
            item_id=item,
            version_id=uuid4(),
            file_id=uuid4(),
            method="direct",
            started_at=text(f"timestamptz '{began}'"),
            heartbeat_at=text(f"timestamptz '{began}' + interval '{minutes} minutes'"),
        )
    )


async def count(database: Database) -> list[DayCount]:
    async with database.transaction() as tx:
        await enqueue(tx, STATS_AGGREGATE, CountDays())
    assert await InlineWorker(database, KINDS).run_waiting() == 1
    async with database.reading() as tx:
        return await days(tx, None, None, 100)


async def test_days_hold_plays_time_people_and_titles(database: Database) -> None:
    async with database.transaction() as tx:
        shelf = Shelf(tx)
        films, shows = await shelf.library(), await shelf.library("Shows", "shows")
        film, series = await shelf.movie("Alpha", films), await shelf.series("Beta", shows)
        episodes = [await shelf.episode(series, None, 1, number, shows) for number in (1, 2)]
        anna, ben = await shelf.viewer(everything=True), await shelf.viewer(films)
        await play(tx, anna.user_id, film, "2026-03-01 20:00+00", 90)
        await play(tx, anna.user_id, episodes[0], "2026-03-01 22:00+00", 30)
        await play(tx, ben.user_id, episodes[1], "2026-03-01 23:59+00", 30)
        await play(tx, ben.user_id, film, "2026-03-02 00:01+00", 10)
    told = await count(database)
    assert told == [
        DayCount(day=date(2026, 3, 2), plays=1, played_ms=600_000, people=1, titles=1),
        DayCount(day=date(2026, 3, 1), plays=3, played_ms=9_000_000, people=2, titles=2),
    ]
    async with database.transaction() as tx:
        await tx.execute(text("delete from playback"))
    assert await count(database) == told  # playbacks forgotten later take nothing away


async def test_day_with_a_film_that_ran_past_midnight_is_counted_again(database: Database) -> None:
    async with database.transaction() as tx:
        shelf = Shelf(tx)
        film = await shelf.movie("Alpha", await shelf.library())
        anna = await shelf.viewer(everything=True)
        await play(tx, anna.user_id, film, "2026-03-01 23:30+00", 20)
    assert [each.played_ms for each in await count(database)] == [1_200_000]
    async with database.transaction() as tx:
        await tx.execute(text("update playback set heartbeat_at = started_at + interval '100 minutes'"))
    assert [each.played_ms for each in await count(database)] == [6_000_000]


async def test_cut_connection_and_missing_table_fail_an_attempt_and_the_worker_goes_on(database_url: str) -> None:
    quick = msgspec.structs.replace(STATS_AGGREGATE, retry=Backoff(first=timedelta(seconds=1)))
    async with Database(database_url) as database, Resources() as resources, asyncio.timeout(90):
        resources.put(SystemClock(), under=Clock)
        worker = Worker(database, Registry([quick]), resources)
        with psycopg.connect(database_url) as holding:
            holding.execute("lock table playback in access exclusive mode")
            async with database.transaction() as tx:
                job = (await enqueue(tx, STATS_AGGREGATE, CountDays())).job_id
            running = asyncio.create_task(worker.run())
            await cut_the_counting(database_url)
            assert "terminating connection" in await error_of(database, job, 1)
            holding.execute("alter table playback rename to playback_away")
        assert 'relation "playback" does not exist' in await error_of(database, job, 2)
        async with database.transaction() as tx:
            await tx.execute(text("alter table playback_away rename to playback"))
        await is_in(database, job, "completed")
        assert not running.done()
        worker.stop()
        await running


async def cut_the_counting(url: str) -> None:
    """Cut the connection that waits for the table in the middle of its query."""
    found = (
        "select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database()"
        " and wait_event_type = 'Lock' and query like '%insert into stat_day%'"
    )
    async with await psycopg.AsyncConnection.connect(url, autocommit=True) as connection:

        async def cut() -> bool:
            return bool(await (await connection.execute(found)).fetchall())

        await until(cut)


async def error_of(database: Database, job: int, which: int) -> str:
    async def errors() -> list[dict[str, str]]:
        async with database.reading() as tx:
            told = (await tx.execute(text("select errors from job where id = :id"), {"id": job})).scalar_one()
        return told if len(told) >= which else []

    return (await until(errors))[which - 1]["text"]


async def is_in(database: Database, job: int, state: str) -> None:
    async def reached() -> bool:
        async with database.reading() as tx:
            return (await tx.execute(text("select state from job where id = :id"), {"id": job})).scalar_one() == state

    await until(reached)
