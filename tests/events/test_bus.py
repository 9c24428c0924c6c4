"""Outbox and bus: told with its fact, in order, never skipped, never out of the process's memory."""

import asyncio
from datetime import timedelta

import pytest
from sqlalchemy import text

from matinee.kit.db import Database
from matinee.kit.events import Announced, Bus, Cursor, Event, Resync, Subscription, announce, prune_outbox
from matinee.kit.events.repository import head, is_lost, read_after


async def tell(database: Database, name: str) -> None:
    async with database.transaction() as tx:
        await announce(tx, Event(name=name))


async def names(subscription: Subscription, count: int) -> list[str]:
    told = [await subscription.get() for _ in range(count)]
    return [each.event.name for each in told if isinstance(each, Announced)]


async def test_rolled_back_transaction_tells_nothing(database: Database) -> None:
    class Oops(Exception): ...

    async with Bus(database) as bus:
        with bus.subscribe() as heard:
            with pytest.raises(Oops):
                async with database.transaction() as tx:
                    await announce(tx, Event(name="did.not_happen"))
                    raise Oops
            await tell(database, "did.happen")
            assert await names(heard, 1) == ["did.happen"]


async def test_every_process_hears_every_event_in_order(database: Database) -> None:
    async with Bus(database) as one, Bus(database) as other:
        with one.subscribe() as here, other.subscribe() as there:
            expected = [f"event.number{n}" for n in range(30)]
            for name in expected:
                await tell(database, name)
            assert await names(here, 30) == expected
            assert await names(there, 30) == expected


async def test_transaction_that_commits_late_is_not_skipped(database: Database) -> None:
    async with Bus(database) as bus:
        with bus.subscribe() as heard:
            async with database.transaction() as early:
                await announce(early, Event(name="began.first"))
                await tell(database, "committed.first")
                await asyncio.sleep(0.3)  # gives the bus every chance to run ahead
            assert await names(heard, 2) == ["began.first", "committed.first"]


async def test_reader_gets_both_when_commits_come_in_reverse_order(database: Database) -> None:
    async with database.reading() as tx:
        start = await head(tx)
    async with database.transaction() as early:
        await announce(early, Event(name="a.early"))
        await tell(database, "b.late")
        async with database.reading() as tx:
            held = await read_after(tx, start)
        assert held.rows == []
        assert held.held_back
    async with database.reading() as tx:
        both = await read_after(tx, start)
    assert [row.event.name for row in both.rows] == ["a.early", "b.late"]


async def test_events_told_while_the_listener_was_cut_are_caught_up(database: Database) -> None:
    async with Bus(database) as bus:
        with bus.subscribe() as heard:
            await tell(database, "before.cut")
            assert await names(heard, 1) == ["before.cut"]
            async with database.transaction() as tx:
                await tx.execute(
                    text("select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'")
                )
                await announce(tx, Event(name="during.cut"))
            assert await names(heard, 1) == ["during.cut"]


async def test_slow_listener_is_dropped_to_one_resync(database: Database) -> None:
    async with Bus(database) as bus:
        with bus.subscribe(most=5) as slow, bus.subscribe() as quick:
            for number in range(8):
                await tell(database, f"event.number{number}")
            assert len(await names(quick, 8)) == 8
            told = [await slow.get() for _ in range(3)]
            assert isinstance(told[0], Resync)
            assert [type(each) for each in told[1:]] == [Announced, Announced]


async def test_cursor_older_than_what_was_pruned_is_lost(database: Database) -> None:
    async with database.reading() as tx:
        start = await head(tx)
    await tell(database, "old.news")
    async with database.reading() as tx:
        after_old = (await read_after(tx, start)).rows[0].cursor
        assert not await is_lost(tx, start)
    async with database.transaction() as tx:
        await tx.execute(text("update outbox set at = at - interval '2 days'"))
    async with database.transaction() as tx:
        await prune_outbox(tx, timedelta(days=1))
    await tell(database, "fresh.news")
    async with database.reading() as tx:
        assert await is_lost(tx, start)
        assert not await is_lost(tx, after_old)
        assert [row.event.name for row in (await read_after(tx, after_old)).rows] == ["fresh.news"]


async def test_rows_of_another_clusters_count_do_not_hold_up_a_restored_server(database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute(text("insert into outbox (tx, name, payload) values ('9000000000000', 'from.backup', '{}')"))
    async with Bus(database) as bus:
        with bus.subscribe() as heard:
            await tell(database, "after.restore")
            assert await names(heard, 1) == ["after.restore"]
    async with database.reading() as tx:
        assert await is_lost(tx, Cursor(9_000_000_000_000, 1))


@pytest.mark.parametrize("broken", ["", "12", "a-b", "1-", "-1", "1-2-3", "\u0661-\u0662", "9" * 60 + "-1"])
def test_cursor_that_is_none_reads_as_none(broken: str) -> None:
    assert Cursor.parse(broken) is None


def test_cursor_survives_its_text() -> None:
    assert Cursor.parse(str(Cursor(12, 34))) == Cursor(12, 34)


async def test_events_between_two_places_are_read_from_the_table(database: Database) -> None:
    async with Bus(database) as bus:
        with bus.subscribe() as heard:
            for number in range(4):
                await tell(database, f"event.number{number}")
            told = [await heard.get() for _ in range(4)]
        missed = await bus.missed(told[0].cursor, told[2].cursor)
        assert [each.event.name for each in missed if isinstance(each, Announced)] == ["event.number1", "event.number2"]
        too_many = await bus.missed(told[0].cursor, told[3].cursor, most=2)
        assert too_many == [Resync(told[3].cursor)]
        assert await bus.missed(told[3].cursor, told[3].cursor) == []
