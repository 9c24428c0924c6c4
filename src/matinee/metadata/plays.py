"""Plays that NFO files remember of another server, taken over once into a chosen person's history."""

from datetime import datetime
from uuid import UUID

import msgspec

from matinee.access.policy import Viewer
from matinee.journal import Actor, Entry, record
from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.metadata.errors import NothingImported
from matinee.metadata.repository import plays, remembered
from matinee.metadata.repository.remembered import LastImport, ToImport


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


class Marks(msgspec.Struct, frozen=True):
    """What a person's history says of a title."""

    watched: bool
    play_count: int
    last_played_at: datetime | None


class PlayToImport(msgspec.Struct, frozen=True):
    """What an import would do to one title."""

    item_id: UUID
    kind: str
    title: str
    year: int | None
    series_title: str | None
    season_number: int | None
    episode_number: int | None
    before: Marks
    after: Marks


class ImportTrial(msgspec.Struct, frozen=True):
    """What an import would do, a page of titles at a time; nothing is changed by asking."""

    items: list[PlayToImport]
    to_import: int
    """Titles that would be taken over now."""
    already: int
    """Titles that an earlier import had taken over."""
    last_import: LastImport | None
    """What taking back would undo."""
    next_cursor: str | None


async def try_import(tx: Connection, viewer: Viewer, account_id: UUID, limit: int, cursor: str | None) -> ImportTrial:
    """Say what `import_plays` would do for this viewer's titles."""
    listed, next_cursor = await remembered.page_to_import(tx, viewer, account_id, limit, cursor)
    to_import, already = await remembered.count_remembered(tx, viewer, account_id)
    last = await remembered.last_import(tx, account_id)
    return ImportTrial([_tried(each) for each in listed], to_import, already, last, next_cursor)


def _tried(each: ToImport) -> PlayToImport:
    fact, played = each.fact, [at for at in (each.last_played_at, each.fact.last_played) if at is not None]
    return PlayToImport(
        item_id=each.item_id,
        kind=each.kind,
        title=each.title,
        year=each.year,
        series_title=each.series_title,
        season_number=each.season_number,
        episode_number=each.episode_number,
        before=Marks(each.watched, each.play_count, each.last_played_at),
        after=Marks(
            each.watched or fact.watched,
            max(each.play_count, fact.play_count, int(fact.watched)),
            max(played, default=None),
        ),
    )


async def import_plays(tx: Connection, viewer: Viewer, account_id: UUID, clock: Clock) -> ImportedPlays:
    """Take over what NFO files say of titles that the viewer may see. Again: only what is new since.

    What the person did here counts for more: an import only adds (watched stays watched, the later time stays).
    """
    found, already = await remembered.remembered(tx, viewer, account_id)
    await plays.add(tx, account_id, found, clock.now())
    return ImportedPlays(len(found), already)


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
