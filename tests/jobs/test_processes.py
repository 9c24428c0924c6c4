"""H40: worker processes that are killed or given up, seen from outside."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import text

from matinee.kit.db import Database
from matinee.kit.jobs import Kind, enqueue
from tests.jobs.kinds import Note
from tests.jobs.processes import STAYS, STAYS_ONCE, command
from tests.waiting import until

LOST = 70


@contextmanager
def worker(url: str) -> Iterator["subprocess.Popen[bytes]"]:
    with subprocess.Popen(command(url)) as process:
        try:
            yield process
        finally:
            if process.poll() is None:
                process.terminate()


async def ask(database: Database, kind: Kind[Note], count: int) -> None:
    async with database.transaction() as tx:
        for _ in range(count):
            await enqueue(tx, kind, Note())


async def count(database: Database, state: str) -> int:
    async with database.reading() as tx:
        return (await tx.execute(text("select count(*) from job where state = :state"), {"state": state})).scalar_one()


async def test_worker_that_was_declared_dead_ends_itself(database: Database, database_url: str) -> None:
    await ask(database, STAYS, 1)
    with worker(database_url) as process:

        async def runs() -> bool:
            return await count(database, "running") == 1

        await until(runs)
        async with database.transaction() as tx:
            await tx.execute(text("delete from job_worker"))

        async def is_over() -> bool:
            return process.poll() is not None

        await until(is_over)
        assert process.returncode == LOST


async def test_worker_that_dies_with_twenty_jobs_leaves_none_behind(database: Database, database_url: str) -> None:
    await ask(database, STAYS_ONCE, 20)

    async def all_run() -> bool:
        return await count(database, "running") == 20

    async def all_done() -> bool:
        return await count(database, "completed") == 20

    with worker(database_url) as process:
        await until(all_run)
        process.kill()
    with worker(database_url):
        await until(all_done)
    async with database.reading() as tx:
        rows = (
            await tx.execute(text("select distinct run, attempt, deaths, jsonb_array_length(errors) from job"))
        ).all()
    assert [tuple(row) for row in rows] == [(2, 1, 0, 1)]
