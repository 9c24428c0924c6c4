"""Announcing: one row and one NOTIFY in the transaction of the fact, so that none is told of what did not happen."""

import re
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import insert, text

from matinee.kit.db import Connection
from matinee.kit.events.tables import outbox

CHANNEL = "matinee_events"
_PLACE = re.compile(r"([0-9]{1,19})-([0-9]{1,19})")
_LARGEST = 2**63 - 1


class Event(msgspec.Struct, frozen=True, kw_only=True):
    """A fact to tell, and to whom: a set field narrows the audience, None does not."""

    name: str
    subject_id: UUID | None = None
    library_ids: list[UUID] | None = None
    """Only for viewers who may see one of these libraries."""
    minimum_age: int | None = None
    user_id: UUID | None = None
    """Only for this person, and for operators."""
    permission: str | None = None
    """Only for viewers who hold it."""
    payload: dict[str, object] = {}


class Cursor(msgspec.Struct, frozen=True, order=True):
    """A place in the outbox: everything up to and with this row was read."""

    tx: int
    id: int

    def __str__(self) -> str:
        return f"{self.tx}-{self.id}"

    @classmethod
    def parse(cls, text: str) -> "Cursor | None":
        """Read a cursor as a client sends it back; None when it is none."""
        found = _PLACE.fullmatch(text.strip())
        if found is None or max(place := (int(found[1]), int(found[2]))) > _LARGEST:
            return None
        return cls(*place)


class Announced(msgspec.Struct, frozen=True):
    """An event as it was written: with its place and its time."""

    cursor: Cursor
    at: datetime
    event: Event


async def announce(tx: Connection, event: Event) -> None:
    """Tell a fact in the transaction that makes it true."""
    await announce_all(tx, [event])


async def announce_all(tx: Connection, events: list[Event]) -> None:
    """Tell several facts. Equal NOTIFYs of one transaction are sent once by PostgreSQL itself."""
    if not events:
        return
    await tx.execute(insert(outbox), [msgspec.structs.asdict(event) for event in events])
    await tx.execute(_NOTIFY)


_NOTIFY = text(f"select pg_notify('{CHANNEL}', '')")
