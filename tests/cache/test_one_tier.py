"""The cache without Redis: correct on every process, whatever happens to the connection on which changes are heard."""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import psycopg
import pytest

from matinee.kit.cache import CacheKind, Loaded, invalidate, private_key
from matinee.kit.db import Database
from tests.cache.scene import GUARDED, HOUR, PLAIN, Number, Reader, hearing, lay_out, reader, write, write_in


@pytest.fixture
async def here(database_url: str) -> AsyncIterator[Reader]:
    async with reader(database_url) as opened:
        await lay_out(opened.database)
        await hearing(opened)
        opened.loads = 0
        yield opened


@pytest.fixture
async def there(database_url: str, here: Reader) -> AsyncIterator[Reader]:
    async with reader(database_url) as opened:
        await hearing(opened)
        opened.loads = 0
        yield opened


def listeners(url: str) -> list[int]:
    with psycopg.connect(url, autocommit=True) as connection:
        rows = connection.execute(
            "select pid from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()"
            " and (query ilike 'listen%' or query = 'select 1')"
        )
        return [row[0] for row in rows]


async def test_many_who_ask_at_once_are_served_by_one_reading(here: Reader) -> None:
    await write(here.database, "a", 1)
    assert await asyncio.gather(*(here.read("a") for _ in range(300))) == [1] * 300
    assert here.loads == 1
    assert await here.read("a") == 1
    assert here.loads == 1


async def test_reading_goes_on_when_the_one_who_began_it_is_gone(here: Reader) -> None:
    await write(here.database, "a", 1)
    here.on_load.clear()
    first = asyncio.create_task(here.read("a"))
    while not here.loads:
        await asyncio.sleep(0)
    second = asyncio.create_task(here.read("a"))
    first.cancel()
    await asyncio.gather(first, return_exceptions=True)
    here.on_load.set()
    assert await second == 1
    assert here.loads == 1


async def test_what_does_not_exist_is_remembered_and_found_once_it_does(here: Reader, there: Reader) -> None:
    assert [await here.read("a") for _ in range(5)] == [None] * 5
    assert here.loads == 1
    await write(there.database, "a", 1)
    assert await here.read("a") == 1


async def test_every_process_gives_the_new_value_as_soon_as_it_is_committed(here: Reader, there: Reader) -> None:
    for value in range(100):
        await write(here.database, "a", value)
        assert await there.read("a") == value
        assert await here.read("a") == value


async def test_rolled_back_change_drops_nothing(here: Reader, there: Reader) -> None:
    await write(here.database, "a", 1)
    assert await there.read("a") == 1

    class Oops(Exception): ...

    with pytest.raises(Oops):
        async with here.database.transaction() as tx:
            await write_in(tx, "a", 2)
            raise Oops
    assert await there.read("a") == 1
    assert there.loads == 1


async def test_change_of_something_else_drops_nothing(here: Reader) -> None:
    await write(here.database, "a", 1)
    await here.read("a")
    await write(here.database, "b", 2)
    await here.read("a")
    assert here.loads == 1


async def test_reading_that_a_change_overtakes_is_not_kept(here: Reader, there: Reader) -> None:
    await write(here.database, "a", 1)
    here.on_load.clear()
    slow = asyncio.create_task(here.read("a"))
    while not here.loads:
        await asyncio.sleep(0)
    await asyncio.sleep(0.05)  # the row is read by now
    await write(there.database, "a", 2)
    newer = asyncio.create_task(here.read("a"))  # begun after the change: not served by the reading under way
    while here.loads < 2:
        await asyncio.sleep(0.01)
    here.on_load.set()
    assert await newer == 2
    assert await slow in {1, 2}
    assert await here.read("a") == 2


async def test_old_value_is_given_while_it_is_read_anew(here: Reader) -> None:
    kind = CacheKind(name="quick", holds=Number, fresh_for=timedelta(milliseconds=1), stale_for=HOUR)
    await write(here.database, "a", 1)
    assert await here.read("a", kind) == 1
    await asyncio.sleep(0.002)
    here.on_load.clear()
    assert await here.read("a", kind) == 1  # and the reading it began hangs
    while here.loads < 2:
        await asyncio.sleep(0)
    here.on_load.set()


async def test_failed_reading_is_told_to_all_and_tried_again(here: Reader) -> None:
    async def broken() -> Loaded[Number]:
        raise OSError("the disk is away")

    cache = here.caches.of(PLAIN)
    answers = await asyncio.gather(*(cache.get("a", broken) for _ in range(3)), return_exceptions=True)
    assert [type(each) for each in answers] == [OSError] * 3
    await write(here.database, "a", 1)
    assert await here.read("a") == 1


async def test_changes_while_the_connection_is_cut_are_not_missed(
    here: Reader, there: Reader, database_url: str
) -> None:
    for value in range(20):
        await write(here.database, "a", value)
        assert await there.read("a") == value
        for pid in listeners(database_url):
            with psycopg.connect(database_url, autocommit=True) as connection:
                connection.execute("select pg_terminate_backend(%s)", [pid])
        await write(here.database, "a", value + 100)
        assert await there.read("a") == value + 100
    await hearing(there)
    await there.read("a")
    loads = there.loads
    await there.read("a")
    assert there.loads == loads


@pytest.mark.usefixtures("in_a_hurry")
async def test_h26_change_is_seen_within_a_second_while_the_connection_is_silent(
    here: Reader, there: Reader, database_url: str
) -> None:
    await write(here.database, "a", 1)
    assert await there.read("a", GUARDED) == 1
    silent = listeners(database_url)
    assert silent
    for pid in silent:
        os.kill(pid, signal.SIGSTOP)
    try:
        await write(here.database, "a", 2)
        written = time.monotonic()
        while True:
            began = time.monotonic()
            if await there.read("a", GUARDED) == 2:
                break
            assert began < written + 1
        assert await there.read("a") == 2
    finally:
        for pid in silent:
            os.kill(pid, signal.SIGCONT)


async def test_security_hits_need_no_round_trip_and_own_changes_are_seen_at_once(here: Reader) -> None:
    await write(here.database, "a", 0)
    await here.read("a", GUARDED)
    for value in range(1, 50):
        with here.caches.changing():
            await write(here.database, "a", value)
        assert await here.read("a", GUARDED) == value


async def test_least_used_entries_go_first(here: Reader) -> None:
    kind = CacheKind(name="small", holds=Number, fresh_for=HOUR, at_most=2)
    for name in "abc":
        await write(here.database, name, 1)
        await here.read(name, kind)
    here.loads = 0
    await here.read("c", kind)
    await here.read("b", kind)
    assert here.loads == 0
    await here.read("a", kind)
    assert here.loads == 1


async def test_report_tells_what_happened(here: Reader) -> None:
    await write(here.database, "a", 1)
    await here.read("a")
    await here.read("a")
    await here.read("none")
    await here.read("none")
    [told] = here.caches.report()
    assert (told.name, told.entries, told.hits, told.absent) == ("plain", 3, 1, 1)  # with that of the set-up
    assert told.oldest_s is not None


async def test_notice_of_many_tags_is_told_in_parts(here: Reader, database: Database) -> None:
    tags = [f"number:{'x' * 90}{n}" for n in range(500)]
    await write(here.database, tags[-1].removeprefix("number:"), 1)
    await here.read(tags[-1].removeprefix("number:"))
    here.loads = 0
    async with database.transaction() as tx:
        await invalidate(tx, *tags)
    await here.read(tags[-1].removeprefix("number:"))
    assert here.loads == 1


def test_key_of_a_secret_is_neither_the_secret_nor_its_stored_hash() -> None:
    from matinee.access.tokens import token_hash

    key = private_key("a token")
    assert key == private_key("a token")
    assert "token" not in key
    assert token_hash("a token").hex() not in key
    assert key not in token_hash("a token").hex()
