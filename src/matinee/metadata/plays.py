"""Plays that NFO files remember of another server, taken over once into a chosen person's history."""

from uuid import UUID

import msgspec

from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.metadata.repository import plays


class ImportedPlays(msgspec.Struct, frozen=True):
    """What an import came to."""

    imported: int
    """Titles taken over now."""
    already: int
    """Titles that an earlier import had taken over."""


async def import_plays(tx: Connection, account_id: UUID, clock: Clock) -> ImportedPlays:
    """Take over what NFO files say of being watched. Importing again takes only what is new since.

    What the person did here counts for more: an import only adds (watched stays watched, the later time stays).
    """
    remembered, already = await plays.remembered(tx, account_id)
    now = clock.now()
    await plays.add(tx, account_id, remembered, now)
    return ImportedPlays(len(remembered), already)
