"""Reading the outbox in an order in which a late commit is never skipped."""

from datetime import timedelta
from typing import Any

import msgspec
from sqlalchemy import Row, text

from matinee.kit.db import Connection
from matinee.kit.events.outbox import Announced, Cursor, Event

# A row is read once its transaction is older than the oldest one still running: whatever commits later comes after it.
_READ = text(
    """
    select id, tx::text as tx, at, name, subject_id, library_ids, user_id, permission, minimum_age, payload
    from outbox
    where (tx, id) > (cast(cast(:tx as text) as xid8), :id) and tx < pg_snapshot_xmin(pg_current_snapshot())
    order by tx, id limit :limit
    """
)
_HELD_BACK = text("select exists (select from outbox where tx >= pg_snapshot_xmin(pg_current_snapshot()))")
_HEAD = text("select pg_snapshot_xmin(pg_current_snapshot())::text as tx, pg_current_snapshot()::text as snapshot")
_MARK = text("select tx::text as tx, id from outbox_mark where name = :name")
_MOVE_MARK = text(
    """
    insert into outbox_mark (name, tx, id) values (:name, cast(cast(:tx as text) as xid8), :id)
    on conflict (name) do update set tx = excluded.tx, id = excluded.id
    """
)
FOLLOWER = "follower:"
"""Marks of durable subscribers begin so."""
_LONGEST = timedelta(days=7)
"""What a durable subscriber has not had yet is kept longer than the retention, up to this."""
_TAKE_MARK = text("select tx::text as tx, id from outbox_mark where name = :name for update skip locked")
_BEGIN_MARK = text(
    """
    insert into outbox_mark (name, tx, id) values (:name, pg_snapshot_xmin(pg_current_snapshot()), 0)
    on conflict do nothing
    """
)
_PRUNE = text(
    """
    with gone as (
        delete from outbox where at < now() - make_interval(secs => :seconds)
        and tx < pg_snapshot_xmin(pg_current_snapshot())
        and (at < now() - make_interval(secs => :longest) or not exists (
            select from outbox_mark m where m.name like 'follower:%' and (m.tx, m.id) < (outbox.tx, outbox.id)))
        returning tx, id
    ), last as (select tx, id from gone order by tx desc, id desc limit 1)
    insert into outbox_mark (name, tx, id) select 'pruned', tx, id from last
    on conflict (name) do update set tx = excluded.tx, id = excluded.id
        where (outbox_mark.tx, outbox_mark.id) < (excluded.tx, excluded.id)
    """
)
# A database restored into a new cluster counts transactions from the start: rows of the old count would stay unread
# for years, and hold nothing that a listener of this server waits for.
_FORGET_OTHER_COUNT = text("delete from outbox where tx >= pg_snapshot_xmax(pg_current_snapshot())")
_FORGET_OTHER_MARKS = text("delete from outbox_mark where tx >= pg_snapshot_xmax(pg_current_snapshot())")


class Slice(msgspec.Struct, frozen=True):
    """What was read: rows in order, and whether written rows are still held back by a running transaction."""

    rows: list[Announced]
    held_back: bool


async def read_after(tx: Connection, cursor: Cursor, limit: int = 500) -> Slice:
    """Read what lies after a cursor, oldest first."""
    parameters = {"tx": str(cursor.tx), "id": cursor.id, "limit": limit}
    rows = (await tx.execute(_READ, parameters)).all()
    held_back = len(rows) < limit and bool((await tx.execute(_HELD_BACK)).scalar_one())
    return Slice([_announced(row) for row in rows], held_back)


def _announced(row: Row[Any]) -> Announced:
    event = Event(
        name=row.name,
        subject_id=row.subject_id,
        library_ids=row.library_ids,
        minimum_age=row.minimum_age,
        user_id=row.user_id,
        permission=row.permission,
        payload=row.payload,
    )
    return Announced(Cursor(int(row.tx), row.id), row.at, event)


async def head(tx: Connection) -> Cursor:
    """Give the place from which only what commits from now on is read."""
    return Cursor(int((await tx.execute(_HEAD)).one().tx), 0)


async def is_lost(tx: Connection, cursor: Cursor) -> bool:
    """Tell whether something after this cursor was pruned, or the cursor is of another count of transactions."""
    top = (await tx.execute(_HEAD)).one().snapshot.split(":")[1]
    pruned = await mark(tx, "pruned")
    return cursor.tx > int(top) or (pruned is not None and cursor < pruned)


async def mark(tx: Connection, name: str) -> Cursor | None:
    """Give a named place in the outbox."""
    row = (await tx.execute(_MARK, {"name": name})).one_or_none()
    return None if row is None else Cursor(int(row.tx), row.id)


async def take_mark(tx: Connection, name: str) -> Cursor | None:
    """Give a named place and hold it until the transaction ends, beginning one now; None when another holds it."""
    await tx.execute(_BEGIN_MARK, {"name": name})
    row = (await tx.execute(_TAKE_MARK, {"name": name})).one_or_none()
    return None if row is None else Cursor(int(row.tx), row.id)


async def move_mark(tx: Connection, name: str, cursor: Cursor) -> None:
    """Move a named place."""
    await tx.execute(_MOVE_MARK, {"name": name, "tx": str(cursor.tx), "id": cursor.id})


async def prune(tx: Connection, retention: timedelta) -> None:
    """Delete rows older than the retention that every durable subscriber has had, and remember how far."""
    await tx.execute(_PRUNE, {"seconds": retention.total_seconds(), "longest": _LONGEST.total_seconds()})


async def forget_other_count(tx: Connection) -> None:
    """Delete rows and marks that a restore brought from another cluster."""
    await tx.execute(_FORGET_OTHER_COUNT)
    await tx.execute(_FORGET_OTHER_MARKS)
