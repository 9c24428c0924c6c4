"""Missing files: listed with their date, and forgotten only by name or as listed, never before 30 days."""

import hashlib
from collections.abc import Sequence
from datetime import datetime
from itertools import batched
from typing import Annotated
from uuid import UUID

import msgspec

from matinee.access import actor_for
from matinee.access.policy import Viewer
from matinee.catalog import TitleFollowers
from matinee.catalog.presence import forget_files, items_of_files
from matinee.journal import Entry, record
from matinee.kit.clock import Clock
from matinee.kit.db import Connection, decode_cursor, encode_cursor
from matinee.kit.text import display_path
from matinee.libraries import Library, LibraryNotFound, by_id
from matinee.scanning.errors import ListingChanged, NotForgettable, SayWhatToForget
from matinee.scanning.repository import missing
from matinee.scanning.repository.missing import MissingRow

KEPT_DAYS = 30
"""Nothing is forgotten sooner."""
_SORT = "missing_since"
_BATCH = 500


class MissingFile(msgspec.Struct, frozen=True):
    """A file that is known and not there."""

    file_id: UUID
    path: str
    kind: str
    size_bytes: int
    missing_since: datetime
    item_id: UUID | None
    title: str | None
    year: int | None
    may_be_forgotten: bool


class Forgettable(msgspec.Struct, frozen=True):
    """All that may be forgotten at once: how many files, and the token that stands for exactly these."""

    older_than_days: int
    files: int
    token: str


class MissingPage(msgspec.Struct, frozen=True):
    """One page of missing files, longest missing first."""

    items: list[MissingFile]
    next_cursor: str | None
    forgettable: Forgettable


class Forget(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What to forget: files by id, or all that a listing showed, named by its `older_than_days` and `token`."""

    file_ids: Annotated[list[UUID], msgspec.Meta(min_length=1, max_length=10_000)] | None = None
    older_than_days: Annotated[int, msgspec.Meta(ge=KEPT_DAYS, le=36_500)] | None = None
    token: Annotated[str, msgspec.Meta(max_length=200)] | None = None


class Forgotten(msgspec.Struct, frozen=True):
    """What was forgotten. Titles that anyone's history or list names stay known."""

    files: int
    titles: int


class Listed(msgspec.Struct, frozen=True):
    """Which missing files are listed, and for how long what may be forgotten has been missing."""

    days: int = KEPT_DAYS
    only_forgettable: bool = False


async def list_missing(
    tx: Connection, viewer: Viewer, library_id: UUID, listed: Listed, limit: int, cursor: str | None
) -> MissingPage:
    """Give a page of the missing files of a library."""
    await _required(tx, viewer, library_id)
    after = None if cursor is None else decode_cursor(cursor, _SORT, tuple[datetime, UUID])
    since = listed.days if listed.only_forgettable else None
    rows = await missing.page(tx, viewer, missing.Within(library_id, KEPT_DAYS, since), after, limit + 1)
    more = len(rows) > limit
    last = rows[limit - 1] if more else None
    ids = await missing.forgettable(tx, viewer, library_id, listed.days)
    return MissingPage(
        [_shown(row) for row in rows[:limit]],
        None if last is None else encode_cursor(_SORT, (last.missing_since, last.file_id)),
        Forgettable(listed.days, len(ids), _token(ids)),
    )


def _shown(row: MissingRow) -> MissingFile:
    return msgspec.convert({**msgspec.structs.asdict(row), "path": display_path(row.path)}, MissingFile)


def _token(ids: Sequence[UUID]) -> str:
    return hashlib.sha256(b"".join(each.bytes for each in ids)).hexdigest()[:32]


async def forget(
    tx: Connection, viewer: Viewer, library_id: UUID, wanted: Forget, clock: Clock, followers: TitleFollowers
) -> Forgotten:
    """Forget missing files. What is present, or missing for less than 30 days, is refused with nothing done."""
    library = await _required(tx, viewer, library_id)
    ids = await _meant(tx, viewer, library_id, wanted)
    titles = 0
    for batch in batched(ids, _BATCH, strict=False):
        await followers.tell(tx, await items_of_files(tx, list(batch)))
        titles += await forget_files(tx, batch, clock.now())
    entry = Entry(
        actor=actor_for(viewer),
        action="library.files_forgotten",
        target_kind="library",
        target_id=library_id,
        target_name=f"{library.name}: {len(ids)} missing files",
    )
    await record(tx, entry)
    return Forgotten(len(ids), titles)


async def _meant(tx: Connection, viewer: Viewer, library_id: UUID, wanted: Forget) -> list[UUID]:
    if wanted.file_ids is not None and wanted.older_than_days is None:
        asked = set(wanted.file_ids)
        ids = await missing.forgettable(tx, viewer, library_id, KEPT_DAYS, sorted(asked))
        if len(ids) < len(asked):
            raise NotForgettable(
                f"{len(asked) - len(ids)} of these files are not missing for {KEPT_DAYS} days in this library. "
                "Nothing was forgotten."
            )
        return ids
    if wanted.file_ids is None and wanted.older_than_days is not None and wanted.token is not None:
        ids = await missing.forgettable(tx, viewer, library_id, wanted.older_than_days)
        if _token(ids) != wanted.token:
            raise ListingChanged("What is missing changed since it was listed. Look at the list again.")
        return ids
    raise SayWhatToForget("Give file_ids, or older_than_days with the token of the listing that showed them.")


async def _required(tx: Connection, viewer: Viewer, library_id: UUID) -> Library:
    library = await by_id(tx, viewer, library_id)
    if library is None:
        raise LibraryNotFound("There is no such library.")
    return library
