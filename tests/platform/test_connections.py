"""The pool: connections that a rush made serve the next one, and are closed when none comes."""

import asyncio

from sqlalchemy import text

from matinee.kit.db import Database
from tests.waiting import until


async def rush(database: Database, number: int) -> set[int]:
    """Use so many connections at the same time; give the processes of PostgreSQL behind them."""
    all_there = asyncio.Barrier(number)

    async def one() -> int:
        async with database.reading() as tx:
            process = (await tx.execute(text("select pg_backend_pid()"))).scalar_one()
            await all_there.wait()
            return int(process)

    return set(await asyncio.gather(*(one() for _ in range(number))))


async def test_connections_of_a_rush_serve_the_next_one(database_url: str) -> None:
    async with Database(database_url, pool_size=1, rush_s=3600) as database:
        first = await rush(database, 8)
        assert len(first) == 8
        assert await rush(database, 8) == first


async def test_connections_of_a_rush_are_closed_when_no_other_comes(database_url: str) -> None:
    async with Database(database_url, pool_size=1, rush_s=0.05) as database:
        await rush(database, 8)

        async def few_are_open() -> bool:
            return database.open_connections <= 1

        await until(few_are_open)
        assert len(await rush(database, 1)) == 1
