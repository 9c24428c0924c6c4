"""The home page: one request, all rows."""

import msgspec

from matinee.access.policy import Viewer
from matinee.browse.repository import LibraryLink, Notice
from matinee.catalog import (
    ImageTags,
    Item,
    Sort,
    TitleQuery,
    continue_watching,
    dress_next,
    dress_soon,
    load_items,
    next_episodes,
    page_by_cursor,
)
from matinee.kit.db import Connection

_ROW_LENGTH = 20


class HomeRow(msgspec.Struct, frozen=True):
    """One row of cards; `title_key` is what the client translates."""

    id: str
    title_key: str
    items: list[Item]


class Home(msgspec.Struct, frozen=True):
    """The home page's data."""

    rows: list[HomeRow]
    libraries: list[LibraryLink]
    notices: list[Notice]


async def home_rows(tx: Connection, viewer: Viewer, tags: ImageTags) -> list[HomeRow]:
    """Give the rows that hold something, in their order."""
    begun = await continue_watching(tx, viewer, _ROW_LENGTH)
    upcoming = await next_episodes(tx, viewer, _ROW_LENGTH)
    rows = [
        HomeRow("continue", "continue", await load_items(tx, viewer, tags, begun)),
        HomeRow("next_up", "next_up", await dress_next(tx, viewer, upcoming, tags)),
        HomeRow("added_movies", "added_movies", await _recently_added(tx, viewer, tags, "movie")),
        HomeRow("added_series", "added_series", await _recently_added(tx, viewer, tags, "series")),
    ]
    return [row for row in rows if row.items]


async def _recently_added(tx: Connection, viewer: Viewer, tags: ImageTags, kind: str) -> list[Item]:
    query = TitleQuery(kind=kind, sort=Sort.ADDED, descending=True)
    page = await page_by_cursor(tx, viewer, query, _ROW_LENGTH, None)
    items = await load_items(tx, viewer, tags, page.ids)
    await dress_soon(tx, items)
    return items
