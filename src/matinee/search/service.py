"""Searching: the index proposes ids, the statement with the viewer's condition decides what is shown and counted."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from matinee.access.policy import Viewer
from matinee.catalog import ImageTags, Item, ItemImage, load_images, load_items, load_people
from matinee.kit.db import Connection, Database, decode_cursor, encode_cursor
from matinee.search import repository
from matinee.search.keeper import SearchKeeper
from matinee.search.records import Found, Question, SearchKind

_FEW = 30
"""Who may see fewer than this and less than half of what is nearest is shown what is less near, too."""


class PersonFound(msgspec.Struct, frozen=True):
    """A person who is credited with a title the viewer may see."""

    id: UUID
    name: str
    images: dict[str, ItemImage]
    kind: str = "person"


class SearchPage(msgspec.Struct, frozen=True):
    """What was found, the nearest first; items and people each in their order."""

    items: list[Item]
    people: list[PersonFound]
    counts: dict[str, int]
    """How many of each kind are near what was typed, of those that the viewer may see; the same on each page."""
    next_cursor: str | None
    is_ready: bool
    """False for moments after a first start, while the index is made."""


class SearchQuery(msgspec.Struct, frozen=True):
    """What is looked for, and which part of what is found."""

    text: str
    kinds: tuple[SearchKind, ...]
    limit: int
    cursor: str | None = None

    @property
    def name(self) -> str:
        """Name the question that a cursor belongs to."""
        return f"search:{','.join(self.kinds)}:{self.text}"

    @property
    def start(self) -> int:
        """Give the place of the page's first one; a problem for a cursor of another question."""
        return decode_cursor(self.cursor, self.name, tuple[int])[0] if self.cursor else 0


class Ranking(msgspec.Struct, frozen=True):
    """All that is near, of what a viewer may see, the nearest first."""

    found: tuple[Found, ...]


async def rank(database: Database, viewer: Viewer, keeper: SearchKeeper, query: SearchQuery) -> Ranking:
    """Give what the viewer may see of what is near; the index is asked before a connection is taken."""
    places = None if viewer.all_libraries else viewer.library_ids
    question = Question(query.text, query.kinds, places)
    nearest = await keeper.find(question)
    seen = await _seen(database, viewer, nearest.found)
    if nearest.has_further and len(seen) < min(_FEW, len(nearest.found) / 2):
        seen += await _seen(database, viewer, (await keeper.find(question, further=True)).found)
    return Ranking(tuple(seen))


async def _seen(database: Database, viewer: Viewer, found: Sequence[Found]) -> list[Found]:
    if not found:
        return []
    async with database.reading() as tx:
        seen = await repository.visible(tx, viewer, {each.id for each in found})
    return [each for each in found if each.id in seen]


async def page_of(tx: Connection, viewer: Viewer, tags: ImageTags, ranking: Ranking, query: SearchQuery) -> SearchPage:
    """Dress a part of what was found."""
    start = query.start
    end = start + query.limit
    shown = ranking.found[start:end]
    counts: dict[str, int] = {}
    for each in ranking.found:
        counts[each.kind] = counts.get(each.kind, 0) + 1
    return SearchPage(
        items=await load_items(tx, viewer, tags, [each.id for each in shown if each.kind != "person"]),
        people=await _people(tx, viewer, tags, [each.id for each in shown if each.kind == "person"]),
        counts=counts,
        next_cursor=encode_cursor(query.name, (end,)) if len(ranking.found) > end else None,
        is_ready=True,
    )


async def _people(tx: Connection, viewer: Viewer, tags: ImageTags, ids: Sequence[UUID]) -> list[PersonFound]:
    if not ids:
        return []
    names = await load_people(tx, ids)
    images = await load_images(tx, viewer, tags, ids)
    return [PersonFound(each, names[each], images.get(each, {})) for each in ids if each in names]
