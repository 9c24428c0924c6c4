"""Periodic jobs: due by the database's time, started once by whoever looks first, never forgotten by a restart."""

import asyncio
import subprocess
import sys
from datetime import timedelta

import pytest
from sqlalchemy import text

from matinee.kit.db import Database
from matinee.kit.jobs import AnyKind, Schedule
from matinee.kit.jobs.schedule import start_due
from tests.jobs.kinds import note_kind

DAILY = note_kind("test.daily", schedule=Schedule(timedelta(days=1)))
HOURLY_FROM_START = note_kind("test.hourly", schedule=Schedule(timedelta(hours=1), at_start=True))


async def look(database: Database, *kinds: AnyKind, at_start: bool = False) -> list[str]:
    async with database.transaction() as tx:
        return await start_due(tx, kinds, at_start=at_start)


async def pass_time(database: Database, period: str) -> None:
    """Move what was planned and started into the past, as if the time had passed."""
    async with database.transaction() as tx:
        await tx.execute(
            text(f"update job_schedule set due_at = due_at - interval '{period}',"
                 f" last_started_at = last_started_at - interval '{period}'")
        )  # fmt: skip
        await tx.execute(text("delete from job"))


async def test_new_daily_kind_waits_a_day_and_one_that_runs_at_start_does_not(database: Database) -> None:
    assert await look(database, DAILY, HOURLY_FROM_START, at_start=True) == ["test.hourly"]
    await pass_time(database, "23 hours 59 minutes")
    assert await look(database, DAILY) == []
    await pass_time(database, "2 minutes")
    assert await look(database, DAILY) == ["test.daily"]
    assert await look(database, DAILY) == []


async def test_server_restarted_every_20_hours_still_runs_its_daily_job(database: Database) -> None:
    runs = 0
    for hour in range(100):
        runs += len(await look(database, DAILY, at_start=hour % 20 == 0))
        await pass_time(database, "1 hour")
    assert runs == 4


async def test_daily_job_missed_while_the_server_was_off_runs_at_the_next_start(database: Database) -> None:
    await look(database, DAILY, at_start=True)
    await pass_time(database, "25 hours")
    assert await look(database, DAILY, at_start=True) == ["test.daily"]


async def test_restart_within_a_minute_does_not_run_again_what_runs_at_start(database: Database) -> None:
    assert await look(database, HOURLY_FROM_START, at_start=True) == ["test.hourly"]
    assert await look(database, HOURLY_FROM_START, at_start=True) == []
    await pass_time(database, "2 minutes")
    assert await look(database, HOURLY_FROM_START, at_start=True) == ["test.hourly"]


async def test_b32_clock_that_jumps_ahead_three_days_starts_a_job_once(database: Database) -> None:
    await look(database, DAILY)
    await pass_time(database, "3 days")
    assert await look(database, DAILY) == ["test.daily"]
    assert await look(database, DAILY) == []


@pytest.mark.parametrize("kind", [DAILY, HOURLY_FROM_START], ids=["daily", "hourly"])
async def test_b32_clock_that_was_set_back_a_year_does_not_silence_a_job_for_a_year(
    database: Database, kind: AnyKind
) -> None:
    await look(database, kind)
    async with database.transaction() as tx:
        await tx.execute(text("update job_schedule set due_at = due_at + interval '1 year'"))
    await look(database, kind)
    async with database.reading() as tx:
        wait = (await tx.execute(text("select due_at - now() from job_schedule"))).scalar_one()
    assert kind.schedule is not None
    assert wait <= kind.schedule.every


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "America/St_Johns"])
async def test_b32_time_zone_of_a_session_moves_no_due_time(database: Database, zone: str) -> None:
    await look(database, DAILY)
    async with database.transaction() as tx:
        await tx.execute(text(f"set local timezone = '{zone}'"))
        assert await start_due(tx, [DAILY]) == []
        wait = (await tx.execute(text("select extract(epoch from due_at - now()) from job_schedule"))).scalar_one()
    assert 86_000 < wait <= 86_400


async def test_changed_interval_counts_from_now_on(database: Database) -> None:
    await look(database, DAILY)
    oftener = note_kind("test.daily", schedule=Schedule(timedelta(minutes=5)))
    await look(database, oftener)
    await pass_time(database, "6 minutes")
    assert await look(database, oftener) == ["test.daily"]


_SCHEDULER = """
import asyncio, sys
from matinee.kit.db import Database
from tests.jobs.test_schedule import DAILY, look

async def main():
    async with Database(sys.argv[1]) as database:
        print("ready", flush=True)
        sys.stdin.readline()
        print(sum([len(await look(database, DAILY)) for _ in range(5)]), flush=True)

asyncio.run(main())
"""


async def test_two_schedulers_start_a_due_job_once(database: Database, database_url: str) -> None:
    await look(database, DAILY)
    await pass_time(database, "25 hours")
    command = [sys.executable, "-c", _SCHEDULER, database_url]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    servers = [await asyncio.create_subprocess_exec(*command, **pipes) for _ in range(2)]
    for server in servers:
        assert server.stdout is not None
        assert await server.stdout.readline() == b"ready\n"
    answers = await asyncio.gather(*(server.communicate(b"go\n") for server in servers))
    assert sum(int(out) for out, _ in answers) == 1
    async with database.reading() as tx:
        assert (await tx.execute(text("select count(*) from job"))).scalar_one() == 1
