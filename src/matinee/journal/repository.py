"""Writing and reading the journal."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import RowMapping, delete, func, insert, or_, select, tuple_
from sqlalchemy.sql import ColumnElement

from matinee.journal.announcing import event_of
from matinee.journal.entries import Entry, JournalFilter, Recorded
from matinee.journal.tables import journal
from matinee.kit.db import Connection, Page, decode_cursor, encode_cursor
from matinee.kit.events import announce
from matinee.kit.ids import new_id

_SORT = "-at"


async def record(tx: Connection, entry: Entry, *, about: UUID | None = None) -> UUID:
    """Write one entry in the transaction of the act it tells of, and announce it if it is an event; give its id.

    What is announced of it goes to the person it is about, when that is neither the target nor the actor.
    """
    made = new_id()
    actor = entry.actor
    await tx.execute(
        insert(journal),
        {
            "id": made,
            "actor_kind": actor.kind,
            "actor_id": actor.id,
            "actor_name": actor.name,
            "address": actor.address,
            "client": actor.client,
            "action": entry.action,
            "target_kind": entry.target_kind,
            "target_id": entry.target_id,
            "target_name": entry.target_name,
            "result": entry.result,
            "details": entry.details,
            **({} if entry.at is None else {"at": entry.at}),
        },
    )
    event = event_of(entry, about)
    if event is not None:
        await announce(tx, event)
    return made


async def entries(tx: Connection, wanted: JournalFilter, *, limit: int, cursor: str | None) -> Page[Recorded]:
    """Give one page, newest first."""
    conditions = _conditions(wanted)
    if cursor is not None:
        key = decode_cursor(cursor, _SORT, tuple[datetime, UUID])
        conditions.append(tuple_(journal.c.at, journal.c.id) < key)
    statement = select(journal).where(*conditions).order_by(journal.c.at.desc(), journal.c.id.desc()).limit(limit + 1)
    rows = (await tx.execute(statement)).mappings().all()
    more = len(rows) > limit
    items = [_recorded(row) for row in rows[:limit]]
    following = encode_cursor(_SORT, (items[-1].at, items[-1].id)) if more else None
    return Page(items=items, next_cursor=following)


async def forget_older_than(tx: Connection, age: timedelta, *, at_most: int = 10_000) -> int:
    """Forget up to a batch of entries past their retention, by the database's time; tell how many."""
    old = select(journal.c.id).where(journal.c.at < func.now() - age).limit(at_most)
    return (await tx.execute(delete(journal).where(journal.c.id.in_(old)))).rowcount


def _conditions(wanted: JournalFilter) -> list[ColumnElement[bool]]:
    columns = journal.c
    conditions: list[ColumnElement[bool]] = []
    if wanted.action is not None:
        prefix = wanted.action.removesuffix("*")
        matches = columns.action.startswith(prefix, autoescape=True) if prefix != wanted.action else None
        conditions.append(columns.action == wanted.action if matches is None else matches)
    if wanted.actor_id is not None:
        conditions.append(columns.actor_id == wanted.actor_id)
    if wanted.about_id is not None:
        conditions.append(or_(columns.actor_id == wanted.about_id, columns.target_id == wanted.about_id))
    if wanted.target_id is not None:
        conditions.append(columns.target_id == wanted.target_id)
    if wanted.result is not None:
        conditions.append(columns.result == wanted.result)
    if wanted.since is not None:
        conditions.append(columns.at >= wanted.since)
    if wanted.until is not None:
        conditions.append(columns.at < wanted.until)
    return conditions


def _recorded(row: RowMapping) -> Recorded:
    fields: dict[str, Any] = dict(row)
    fields["address"] = None if row["address"] is None else str(row["address"])
    return Recorded(**fields)
