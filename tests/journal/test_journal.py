"""The journal: in the act's transaction, filtered, in pages, forgotten after its time."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select, update

from matinee.journal import Actor, Entry, JournalFilter, entries, forget_older_than, record
from matinee.journal.tables import journal
from matinee.kit.db import Database
from matinee.kit.db.pages import InvalidCursor
from matinee.kit.ids import new_id

ANNA = Actor(kind="user", id=new_id(), name="Anna", address="192.0.2.7", client="a browser")


async def write(database: Database, *actions: str) -> None:
    for action in actions:
        async with database.transaction() as tx:
            await record(tx, Entry(actor=ANNA, action=action, details={"n": 1}))


async def actions(database: Database, wanted: JournalFilter) -> list[str]:
    async with database.reading() as connection:
        return [each.action for each in (await entries(connection, wanted, limit=50, cursor=None)).items]


async def test_an_entry_shares_the_fate_of_its_act(database: Database) -> None:
    with pytest.raises(RuntimeError):
        async with database.transaction() as tx:
            await record(tx, Entry(actor=ANNA, action="library.created"))
            raise RuntimeError
    assert await actions(database, JournalFilter()) == []


async def test_everything_said_is_read_again(database: Database) -> None:
    target = new_id()
    async with database.transaction() as tx:
        entry = Entry(
            actor=ANNA,
            action="user.updated",
            target_kind="user",
            target_id=target,
            target_name="ben",
            result="refused",
            details={"old": 1, "new": [2, "x"]},
        )
        await record(tx, entry)
    async with database.reading() as connection:
        (read,) = (await entries(connection, JournalFilter(), limit=10, cursor=None)).items
    assert (read.actor_name, read.address, read.client) == ("Anna", "192.0.2.7", "a browser")
    assert (read.target_id, read.result, read.details) == (target, "refused", {"old": 1, "new": [2, "x"]})


async def test_filters_narrow(database: Database) -> None:
    await write(database, "auth.login_failed", "auth.login_succeeded", "library.created")
    assert await actions(database, JournalFilter(action="auth.*")) == ["auth.login_succeeded", "auth.login_failed"]
    assert await actions(database, JournalFilter(action="library.created")) == ["library.created"]
    assert await actions(database, JournalFilter(action="auth_*")) == []
    assert await actions(database, JournalFilter(actor_id=new_id())) == []
    assert len(await actions(database, JournalFilter(about_id=ANNA.id, result="done"))) == 3


async def test_pages_hold_everything_once(database: Database) -> None:
    async with database.transaction() as tx:  # one moment for all of them: the id decides the order
        for number in range(7):
            await record(tx, Entry(actor=ANNA, action=f"act.{number}"))
    seen: list[str] = []
    cursor = None
    async with database.reading() as connection:
        while True:
            page = await entries(connection, JournalFilter(), limit=3, cursor=cursor)
            seen += [each.action for each in page.items]
            cursor = page.next_cursor
            if cursor is None:
                break
        with pytest.raises(InvalidCursor):
            await entries(connection, JournalFilter(), limit=3, cursor="nonsense")
    assert seen == [f"act.{number}" for number in range(6, -1, -1)]


async def test_old_entries_are_forgotten_by_the_databases_time(database: Database) -> None:
    await write(database, "old.act", "new.act")
    async with database.transaction() as tx:
        old = func.now() - timedelta(days=91)
        await tx.execute(update(journal).where(journal.c.action == "old.act").values(at=old))
        assert await forget_older_than(tx, timedelta(days=90)) == 1
    async with database.reading() as connection:
        assert (await connection.execute(select(journal.c.action))).scalars().all() == ["new.act"]
