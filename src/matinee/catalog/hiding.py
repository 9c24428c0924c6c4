"""Titles that people hide from themselves: hidden everywhere for them, for nobody else, until shown again."""

from datetime import datetime
from uuid import UUID

from matinee.access.policy import Viewer, seeing_hidden
from matinee.catalog.errors import NotHideable
from matinee.catalog.ports import ImageTags
from matinee.catalog.repository import hidden as repository
from matinee.catalog.repository.hidden import HiddenTitle
from matinee.catalog.repository.items import load_items
from matinee.catalog.repository.pointing import pointed
from matinee.catalog.schemas import Item
from matinee.kit.db import Connection, Database, Page, decode_cursor, encode_cursor
from matinee.kit.events import Event

_SORT = "hidden"
_OF_THE_TITLE_ITSELF = ("movie.", "series.")
"""Events by these names need no look at what their subject is part of: a scan tells thousands of them."""


async def hide_title(tx: Connection, viewer: Viewer, item_id: UUID) -> None:
    """Hide a movie, or a series with all below it. Marks, progress and history stay, and come back with it."""
    await repository.hide(tx, _person(viewer), await _title(tx, viewer, item_id))


async def show_again(tx: Connection, viewer: Viewer, item_id: UUID) -> None:
    """Show a hidden title again, as it was."""
    await repository.show_again(tx, _person(viewer), await _title(tx, viewer, item_id))


async def list_hidden(tx: Connection, viewer: Viewer, tags: ImageTags, limit: int, cursor: str | None) -> Page[Item]:
    """Give the titles that the viewer hides, by name: the one list they are in."""
    _person(viewer)
    after = None if cursor is None else HiddenTitle(*decode_cursor(cursor, _SORT, tuple[str, UUID]))
    found = await repository.hidden_page(tx, viewer, after, limit + 1)
    items = await load_items(tx, seeing_hidden(viewer), tags, [each.id for each in found[:limit]])
    return Page(items, encode_cursor(_SORT, tuple(found[limit - 1])) if len(found) > limit else None)


class HiddenTitles:
    """What the viewer of an event stream hides: read anew when it changed."""

    def __init__(self) -> None:
        self._ids: frozenset[UUID] = frozenset()
        self._read_at: datetime | None = None

    async def are_told_by(self, database: Database, viewer: Viewer, event: Event) -> bool:
        """Tell whether an event is about a title that the viewer hides, or about something below it."""
        if viewer.hidden_changed_at is None:
            return False
        named = {event.subject_id, _id(event.payload.get("series_id")), _id(event.payload.get("item_id"))}
        async with database.reading() as tx:
            if self._read_at != viewer.hidden_changed_at:
                self._ids, self._read_at = await repository.hidden_titles(tx, _person(viewer)), viewer.hidden_changed_at
            if event.name.startswith(_OF_THE_TITLE_ITSELF) or not self._ids.isdisjoint(named):
                return not self._ids.isdisjoint(named)
            return not self._ids.isdisjoint(await repository.titles_of(tx, [each for each in named if each]))


def _id(value: object) -> UUID | None:
    return UUID(value) if isinstance(value, str) else None


async def _title(tx: Connection, viewer: Viewer, item_id: UUID) -> UUID:
    found = await pointed(tx, seeing_hidden(viewer), item_id)
    if found.kind not in {"movie", "series"}:
        raise NotHideable("Hide the movie or the whole series instead. An episode can be marked as watched.")
    return found.id


def _person(viewer: Viewer) -> UUID:
    if viewer.user_id is None:
        raise NotHideable("This key belongs to no person, so there is nobody to hide it from. Use a person's key.")
    return viewer.user_id
