"""A thing in the database that is cached: a named number, and processes that read it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

import msgspec
from sqlalchemy import text

from matinee.kit.cache import SECURITY, CacheKind, Caches, Loaded, invalidate
from matinee.kit.db import Connection, Database

HOUR = timedelta(hours=1)


class Number(msgspec.Struct, frozen=True):
    """What is cached."""

    value: int


PLAIN = CacheKind(name="plain", holds=Number, fresh_for=HOUR, absent_for=HOUR)
SHARED = CacheKind(name="shared", holds=Number, fresh_for=HOUR, is_shared=True)
GUARDED = CacheKind(name="guarded", holds=Number, fresh_for=HOUR, absent_for=HOUR, unheard_for=SECURITY)


async def lay_out(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("create table number (name text primary key, value int not null)"))


async def write(database: Database, name: str, value: int) -> None:
    async with database.transaction() as tx:
        await write_in(tx, name, value)


async def write_in(tx: Connection, name: str, value: int) -> None:
    await tx.execute(
        text("insert into number values (:n, :v) on conflict (name) do update set value = excluded.value"),
        {"n": name, "v": value},
    )
    await invalidate(tx, f"number:{name}")


class Reader:
    """One process with its caches."""

    def __init__(self, database: Database, caches: Caches) -> None:
        self.database = database
        self.caches = caches
        self.loads = 0
        self.on_load = asyncio.Event()
        self.on_load.set()

    async def read(self, name: str, kind: CacheKind[Number] = PLAIN) -> int | None:
        found = await self.caches.of(kind).get(name, lambda: self._load(name))
        return None if found is None else found.value

    async def _load(self, name: str) -> Loaded[Number]:
        self.loads += 1
        async with self.database.reading() as tx:
            row = (await tx.execute(text("select value from number where name = :n"), {"n": name})).one_or_none()
        await self.on_load.wait()
        return Loaded(None if row is None else Number(row.value), (f"number:{name}",))


@asynccontextmanager
async def reader(url: str, shared_url: str | None = None) -> AsyncIterator[Reader]:
    """Run one process."""
    async with Database(url) as database, Caches(database, shared_url=shared_url) as caches:
        yield Reader(database, caches)


async def hearing(each: Reader) -> None:
    """Wait until a reader hears of changes."""
    for _ in range(3000):
        await each.read("nothing")
        if each.caches.is_hearing:
            return
        await asyncio.sleep(0.02)
    raise AssertionError("the reader does not hear")
