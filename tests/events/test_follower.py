"""A durable subscriber has every event once it is committed, in order, whichever machine runs and whatever fails."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta

import pytest
from sqlalchemy import text

from matinee.kit.db import Connection, Database
from matinee.kit.events import Announced, Bus, Event, Follower, announce, follow, hand_over, prune_outbox


class Diary:
    """Takes events, and writes them in the transaction it is handed."""

    def __init__(self) -> None:
        self.fails = False

    async def take(self, tx: Connection, told: Sequence[Announced]) -> None:
        for each in told:
            await tx.execute(text("insert into diary (name) values (:name)"), {"name": each.event.name})
        if self.fails:
            raise OSError("the diary is full")


async def tell(database: Database, *names: str) -> None:
    for name in names:
        async with database.transaction() as tx:
            await announce(tx, Event(name=name))


async def written(database: Database) -> list[str]:
    async with database.reading() as tx:
        return list((await tx.execute(text("select name from diary order by id"))).scalars())


@pytest.fixture
async def diary(database: Database) -> Diary:
    async with database.transaction() as tx:
        await tx.execute(text("create table diary (id serial, name text)"))
    return Diary()


async def test_what_was_announced_while_nobody_ran_is_handed_over_later(database: Database, diary: Diary) -> None:
    follower = Follower("diary", diary.take)
    await hand_over(database, follower)
    await tell(database, "a.one", "a.two")
    assert await hand_over(database, follower)
    await tell(database, "a.three")
    assert await hand_over(database, follower)
    assert not await hand_over(database, follower)
    assert await written(database) == ["a.one", "a.two", "a.three"]


async def test_failed_handing_over_is_repeated_and_writes_once(database: Database, diary: Diary) -> None:
    follower = Follower("diary", diary.take)
    await hand_over(database, follower)
    await tell(database, "a.one")
    diary.fails = True
    with pytest.raises(OSError, match="full"):
        await hand_over(database, follower)
    diary.fails = False
    assert await hand_over(database, follower)
    assert await written(database) == ["a.one"]


async def test_two_machines_hand_over_each_event_once(database: Database, database_url: str, diary: Diary) -> None:
    follower = Follower("diary", diary.take)
    await hand_over(database, follower)
    expected = [f"a.event{number}" for number in range(60)]
    async with Database(database_url) as other, Bus(database) as here, Bus(other) as there:
        tasks = [asyncio.create_task(follow(database, here, follower))]
        tasks.append(asyncio.create_task(follow(other, there, follower)))
        for name in expected:
            await tell(database, name)
        while len(await written(database)) < len(expected):
            await asyncio.sleep(0.02)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    assert await written(database) == expected


async def test_what_a_durable_subscriber_has_not_had_is_not_pruned(database: Database, diary: Diary) -> None:
    follower = Follower("diary", diary.take)
    await hand_over(database, follower)
    await tell(database, "old.unread")
    async with database.transaction() as tx:
        await tx.execute(text("update outbox set at = now() - interval '2 days'"))
    async with database.transaction() as tx:
        await prune_outbox(tx, timedelta(days=1))
    assert await hand_over(database, follower)
    assert await written(database) == ["old.unread"]
    async with database.transaction() as tx:
        await prune_outbox(tx, timedelta(days=1))
    async with database.reading() as tx:
        assert (await tx.execute(text("select count(*) from outbox"))).scalar_one() == 0
