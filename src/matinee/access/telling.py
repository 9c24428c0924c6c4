"""Telling what happened to accounts: to the journal and to whoever listens, in the transaction of the act."""

from uuid import UUID

from matinee.journal import Entry, record
from matinee.kit.db import Connection
from matinee.kit.events import Event, announce


async def tell(tx: Connection, entry: Entry, about: UUID | None) -> None:
    """Write the entry and announce it: to the person it is about (None: nobody in particular) and to operators."""
    await record(tx, entry)
    told = {"target": entry.target_name, "by": entry.actor.name, "address": entry.actor.address}
    payload: dict[str, object] = {name: value for name, value in told.items() if value is not None}
    await announce(
        tx,
        Event(
            name=entry.action,
            subject_id=entry.target_id,
            user_id=about,
            permission="admin" if about is None else None,
            payload=payload,
        ),
    )
