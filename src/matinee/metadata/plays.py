"""Plays that NFO files remember of another server, taken over once into a chosen person's history."""

from uuid import UUID

import msgspec

from matinee.journal import Actor, Entry, record
from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.metadata.errors import NothingImported
from matinee.metadata.repository import plays


class ImportedPlays(msgspec.Struct, frozen=True):
    """What an import came to."""

    imported: int
    """Titles taken over now."""
    already: int
    """Titles that an earlier import had taken over."""


class TakenBack(msgspec.Struct, frozen=True):
    """What came of taking an import back."""

    taken_back: int
    """Titles whose marks are as they were before the import."""
    kept: int
    """Titles that the person went on with since: they stay as they are."""


async def import_plays(tx: Connection, account_id: UUID, clock: Clock) -> ImportedPlays:
    """Take over what NFO files say of being watched. Importing again takes only what is new since.

    What the person did here counts for more: an import only adds (watched stays watched, the later time stays).
    """
    remembered, already = await plays.remembered(tx, account_id)
    now = clock.now()
    await plays.add(tx, account_id, remembered, now)
    return ImportedPlays(len(remembered), already)


async def undo_import(tx: Connection, account_id: UUID, clock: Clock) -> TakenBack:
    """Take the person's last import back. What was watched or marked since stays; the rest can be imported again."""
    found = await plays.take_back(tx, account_id, clock.now())
    if found is None:
        raise NothingImported
    done, of = found
    return TakenBack(done, of - done)


async def note(tx: Connection, actor: Actor, account_id: UUID, action: str, done: ImportedPlays | TakenBack) -> None:
    """Enter into the journal what somebody did to a person's history."""
    details = msgspec.to_builtins(done)
    await record(tx, Entry(action=action, actor=actor, target_kind="user", target_id=account_id, details=details))
