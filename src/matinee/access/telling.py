"""Telling what happened to accounts: to the journal, which announces what was agreed, in the transaction of the act."""

from uuid import UUID

from matinee.journal import Entry, record
from matinee.kit.db import Connection


async def tell(tx: Connection, entry: Entry, about: UUID | None) -> None:
    """Write the entry; what is announced goes to the person it is about (None: as the entry says) and to operators."""
    await record(tx, entry, about=about)
