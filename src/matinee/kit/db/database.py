"""The pool of connections, and the two ways to use one: a transaction at the edge, or plain reading."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager, suppress
from typing import Self, cast

import msgspec
from sqlalchemy import event
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine
from sqlalchemy.pool import QueuePool

from matinee.kit.db.planning import Plans

type Connection = AsyncConnection

_OPTIONS = "-c timezone=UTC -c max_parallel_workers_per_gather=0"
"""A page's statement is done before helpers of it would have started, and two cores have other viewers to serve."""


_RUSH_S = 30.0
"""How long connections beyond those that stay open are kept for the next who needs one. Making one costs PostgreSQL and
this process more than most statements do: closed at once, a first scan made a hundred a second."""

_PREPARED_AFTER = 1
"""Executions on a connection. A page of another viewer mostly comes by another one: with psycopg's five, plans that are
to be kept were made anew on nearly each page of a busy server."""


def _to_json(value: object) -> str:
    return msgspec.json.encode(value).decode()


class Database:
    """One PostgreSQL database. `url` is a libpq URL (`postgresql://user@/name?host=/socket/folder`).

    `pool_size` connections stay open when nobody uses them, which costs PostgreSQL some 4 MB each; those that a rush
    made beyond them, up to `most`, are closed `rush_s` after it.
    """

    def __init__(
        self,
        url: str,
        *,
        pool_size: int = 10,
        most: int = 10,
        application_name: str = "matinee",
        plans: Plans = Plans.EACH_TIME,
        rush_s: float = _RUSH_S,
    ) -> None:
        self.url = url
        self._kept, self._rush_s = pool_size, rush_s
        self._most_at_once = 0
        self._shrinking: asyncio.Task[None] | None = None
        parsed = make_url(url).set(drivername="postgresql+psycopg")
        self.engine: AsyncEngine = create_async_engine(
            parsed,
            pool_size=max(most, pool_size),
            max_overflow=0,
            pool_use_lifo=True,  # the one used last knows its statements, and those used once in a rush stay out of it
            pool_pre_ping=False,
            pool_timeout=10,
            pool_recycle=1800,
            connect_args={
                "application_name": application_name,
                "connect_timeout": 10,
                "prepare_threshold": _PREPARED_AFTER,
                "options": f"{_OPTIONS} {plans}",
            },
            json_serializer=_to_json,
            json_deserializer=msgspec.json.decode,
        )
        self._reader = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        event.listen(self.engine.sync_engine, "checkout", self._note_use)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Connection]:
        """Open the one transaction of a request or job: committed at the end, rolled back by an exception."""
        async with self.engine.begin() as connection:
            yield connection

    @asynccontextmanager
    async def reading(self) -> AsyncGenerator[Connection]:
        """Lend a connection that commits each statement by itself: for reads only."""
        async with self._reader.connect() as connection:
            yield connection

    @property
    def open_connections(self) -> int:
        """How many connections are open, used or not."""
        pool = self._pool
        return pool.checkedin() + pool.checkedout()

    @property
    def _pool(self) -> QueuePool:
        return cast("QueuePool", self.engine.sync_engine.pool)

    def _note_use(self, *_: object) -> None:
        self._most_at_once = max(self._most_at_once, self._pool.checkedout())

    async def _close_after_rushes(self) -> None:
        while True:
            await asyncio.sleep(self._rush_s)
            rush, self._most_at_once = self._most_at_once, 0
            if rush <= self._kept < self.open_connections and self._pool.checkedout() == 0:
                await self.engine.dispose()

    async def close(self) -> None:
        """Close the pool."""
        if self._shrinking is not None:
            self._shrinking.cancel()
            with suppress(asyncio.CancelledError):
                await self._shrinking
        await self.engine.dispose()

    async def __aenter__(self) -> Self:
        self._shrinking = asyncio.create_task(self._close_after_rushes())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
