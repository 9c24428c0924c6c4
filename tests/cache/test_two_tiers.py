"""The cache with a real Redis: shared where it helps, never wrong, whether Redis is slow, emptied, dead or stale."""

import asyncio
from collections.abc import AsyncIterator, Iterator

import pytest
from redis import Redis
from sqlalchemy import text

from tests.cache.scene import GUARDED, SHARED, Reader, hearing, lay_out, reader, write, write_in
from tests.redis import RedisServer, running_redis


@pytest.fixture
def redis() -> Iterator[RedisServer]:
    with running_redis() as server:
        yield server


@pytest.fixture
async def here(database_url: str, redis: RedisServer) -> AsyncIterator[Reader]:
    async with reader(database_url, redis.url) as opened:
        await lay_out(opened.database)
        await hearing(opened)
        yield opened


@pytest.fixture
async def there(database_url: str, redis: RedisServer, here: Reader) -> AsyncIterator[Reader]:
    async with reader(database_url, redis.url) as opened:
        await hearing(opened)
        opened.loads = 0
        yield opened


async def stored(redis: RedisServer, at_least: int) -> Redis:
    client = Redis.from_url(redis.url)
    for _ in range(6000):
        if client.dbsize() >= at_least:
            return client
        await asyncio.sleep(0.01)
    raise AssertionError("nothing was stored")


async def test_what_one_process_read_serves_the_other(here: Reader, there: Reader, redis: RedisServer) -> None:
    await write(here.database, "a", 1)
    assert await here.read("a", SHARED) == 1
    await stored(redis, 1)
    assert await there.read("a", SHARED) == 1
    assert there.loads == 0


async def test_change_is_seen_at_once_though_the_old_value_is_still_shared(
    here: Reader, there: Reader, redis: RedisServer
) -> None:
    for value in range(50):
        await write(here.database, "a", value)
        assert await here.read("a", SHARED) == value
        assert await there.read("a", SHARED) == value


async def test_value_read_before_a_change_and_shared_after_it_is_never_used(
    here: Reader, there: Reader, redis: RedisServer
) -> None:
    await write(here.database, "a", 1)
    here.on_load.clear()
    slow = asyncio.create_task(here.read("a", SHARED))
    loads = here.loads
    while here.loads == loads:
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.05)  # the row is read by now
    await write(there.database, "a", 2)
    here.on_load.set()
    assert await slow == 1
    await stored(redis, 1)
    assert await there.read("a", SHARED) == 2
    assert await here.read("a", SHARED) == 2


async def test_value_read_while_an_older_transaction_ran_is_used_until_that_one_changes_it(
    here: Reader, there: Reader, redis: RedisServer
) -> None:
    async with here.database.transaction() as long:
        await long.execute(text("select pg_current_xact_id()"))
        await write(here.database, "a", 1)
        assert await here.read("a", SHARED) == 1
        await stored(redis, 1)
        assert await there.read("a", SHARED) == 1
        assert there.loads == 0
        await write_in(long, "a", 2)
    assert await there.read("a", SHARED) == 2
    assert await here.read("a", SHARED) == 2


async def test_new_process_does_not_trust_what_it_cannot_have_heard_about(
    here: Reader, redis: RedisServer, database_url: str
) -> None:
    await write(here.database, "a", 1)
    assert await here.read("a", SHARED) == 1
    await stored(redis, 1)
    async with here.database.transaction() as tx:
        await tx.execute(text("update number set value = 2"))  # told to nobody
    async with reader(database_url, redis.url) as fresh:
        await hearing(fresh)
        assert await fresh.read("a", SHARED) == 2


@pytest.mark.usefixtures("in_a_hurry")
@pytest.mark.parametrize("fault", ["killed", "paused"])
async def test_everything_is_read_when_redis_fails_midway(
    here: Reader, there: Reader, redis: RedisServer, fault: str
) -> None:
    await write(here.database, "a", 1)
    assert await here.read("a", SHARED) == 1
    await stored(redis, 1)
    redis.kill() if fault == "killed" else redis.pause()
    for value in range(2, 10):
        await write(here.database, "a", value)
        assert await there.read("a", SHARED) == value
        assert await here.read("a", SHARED) == value
    assert here.caches.is_sharing is False or there.caches.is_sharing is False
    if fault == "paused":
        redis.resume()
        await write(here.database, "a", 10)
        assert await there.read("a", SHARED) == 10


async def test_entry_that_is_not_ours_is_read_over(here: Reader, there: Reader, redis: RedisServer) -> None:
    await write(here.database, "a", 1)
    assert await here.read("a", SHARED) == 1
    client = await stored(redis, 1)
    for key in client.scan_iter():
        client.set(key, b"\x93garbage")
    assert await there.read("a", SHARED) == 1
    assert there.loads == 1


async def test_nothing_that_security_rests_on_is_ever_shared(here: Reader, redis: RedisServer) -> None:
    await write(here.database, "a", 1)
    await here.read("a", GUARDED)
    await here.read("a", SHARED)
    client = await stored(redis, 1)
    assert [key for key in client.scan_iter() if b"guarded" in key] == []
