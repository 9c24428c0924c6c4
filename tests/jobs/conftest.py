"""A worker in the test's own process, and ways to wait for what it does."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from sqlalchemy import Row, text

from matinee.kit.clock import Clock, SystemClock
from matinee.kit.db import Database
from matinee.kit.jobs import Kind, Registry, Worker, WorkerOptions
from matinee.kit.resources import Resources
from tests.waiting import until

type Working = Callable[..., AbstractAsyncContextManager[Worker]]


@pytest.fixture
def working(database: Database) -> Working:
    """Lend a context manager that runs a worker of these kinds."""

    @asynccontextmanager
    async def run(*kinds: Kind[Any], options: WorkerOptions | None = None) -> AsyncIterator[Worker]:
        resources = Resources()
        resources.put(SystemClock(), under=Clock)
        worker = Worker(database, Registry(kinds), resources, options)
        task = asyncio.create_task(worker.run())
        try:
            yield worker
        finally:
            worker.stop()
            await task

    return run


async def job_row(database: Database, job_id: int) -> Row[Any]:
    async with database.reading() as tx:
        return (await tx.execute(text("select * from job where id = :id"), {"id": job_id})).one()


async def ended(database: Database, job_id: int) -> Row[Any]:
    async def look() -> Row[Any] | None:
        row = await job_row(database, job_id)
        return row if row.finished_at is not None else None

    return await until(look)


async def in_state(database: Database, job_id: int, state: str) -> Row[Any] | None:
    row = await job_row(database, job_id)
    return row if row.state == state else None
