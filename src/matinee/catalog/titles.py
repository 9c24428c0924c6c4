"""Lists of titles as the grids ask for them: by cursor, or by offset from the nearest kept anchor."""

from collections.abc import Hashable
from datetime import timedelta

import msgspec
from cachebox import TTLCache

from matinee.access.policy import Viewer, permission_set
from matinee.catalog.jobs import dress_soon
from matinee.catalog.ports import ImageTags
from matinee.catalog.repository.items import load_items
from matinee.catalog.repository.lists import IdPage, TitleQuery, anchors, page_by_cursor
from matinee.catalog.schemas import Item
from matinee.kit.db import Connection

_STEP = 500
_LIFE = timedelta(seconds=20)


class TitlePage(msgspec.Struct, frozen=True):
    """One page of titles; `total` only where it was asked for."""

    items: list[Item]
    next_cursor: str | None
    total: int | msgspec.UnsetType = msgspec.UNSET


class Window(msgspec.Struct, frozen=True):
    """Which part of a list: from a cursor, or from an offset (0-based), `limit` long."""

    limit: int
    cursor: str | None = None
    offset: int | None = None
    with_total: bool = False


class Anchors:
    """Cursors at every 500th place of a list, kept for seconds: a jump to any offset then reads 500 rows at most.

    Kept by all that decides what a viewer sees, so one viewer's places never serve another.
    """

    def __init__(self) -> None:
        self._kept: TTLCache[Hashable, tuple[int, list[str]]] = TTLCache(512, _LIFE.total_seconds())

    async def of(self, tx: Connection, viewer: Viewer, query: TitleQuery) -> tuple[int, list[str]]:
        """Give the list's total and its anchors."""
        key = (permission_set(viewer), viewer.user_id, query)
        if key in self._kept:
            return self._kept[key]
        found = await anchors(tx, viewer, query, _STEP)
        self._kept[key] = found
        return found


async def list_titles(
    tx: Connection, viewer: Viewer, query: TitleQuery, window: Window, places: Anchors, tags: ImageTags
) -> TitlePage:
    """Give one window of a list, dressed."""
    total: int | msgspec.UnsetType = msgspec.UNSET
    if window.with_total:
        total, _ = await places.of(tx, viewer, query)
    page = await _ids(tx, viewer, query, window, places)
    items = await load_items(tx, viewer, tags, page.ids)
    await dress_soon(tx, items)
    return TitlePage(items, page.next_cursor, total)


async def _ids(tx: Connection, viewer: Viewer, query: TitleQuery, window: Window, places: Anchors) -> IdPage:
    if window.offset is None:
        return await page_by_cursor(tx, viewer, query, window.limit, window.cursor)
    full_steps, rest = divmod(window.offset, _STEP)
    cursor = None
    if full_steps:
        total, kept = await places.of(tx, viewer, query)
        if window.offset >= total:
            return IdPage([], None)
        cursor = kept[full_steps - 1]
    page = await page_by_cursor(tx, viewer, query, rest + window.limit, cursor)
    return IdPage(page.ids[rest:], page.next_cursor)
