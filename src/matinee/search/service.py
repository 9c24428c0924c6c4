"""Searching: the index proposes ids, the statement with the viewer's condition decides what is shown and counted."""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from matinee.access.policy import Viewer
from matinee.catalog import ImageTags, Item, ItemImage, load_images, load_items, load_people
from matinee.kit.db import Connection, decode_cursor, encode_cursor
from matinee.search import repository
from matinee.search.keeper import SearchKeeper
from matinee.search.records import Found, SearchKind

_POOLS = (100, 1000)
"""How much the index is asked for: more when a viewer may see little of the nearest."""


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
    """How many of each kind were found that the viewer may see, of the thousand nearest."""
    next_cursor: str | None
    is_ready: bool
    """False for moments after a first start, while the index is made."""


class SearchQuery(msgspec.Struct, frozen=True):
    """What is looked for."""

    text: str
    kinds: tuple[SearchKind, ...]
    limit: int
    cursor: str | None = None


async def search(
    tx: Connection, viewer: Viewer, keeper: SearchKeeper, tags: ImageTags, query: SearchQuery
) -> SearchPage:
    """Find titles, episodes and people by a name that may be misspelt."""
    name = f"search:{','.join(query.kinds)}:{query.text}"
    start = decode_cursor(query.cursor, name, tuple[int])[0] if query.cursor else 0
    end = start + query.limit
    ranked = await _ranked(tx, viewer, keeper, query, end)
    page = ranked[start:end]
    counts: dict[str, int] = {}
    for each in ranked:
        counts[each.kind] = counts.get(each.kind, 0) + 1
    return SearchPage(
        items=await load_items(tx, viewer, tags, [each.id for each in page if each.kind != "person"]),
        people=await _people(tx, viewer, tags, [each.id for each in page if each.kind == "person"]),
        counts=counts,
        next_cursor=encode_cursor(name, (end,)) if len(ranked) > end else None,
        is_ready=keeper.is_ready,
    )


async def _ranked(tx: Connection, viewer: Viewer, keeper: SearchKeeper, query: SearchQuery, wanted: int) -> list[Found]:
    ranked: list[Found] = []
    for most in _POOLS:
        found = await keeper.find(query.text, query.kinds, most)
        seen = await repository.visible(tx, viewer, {each.id for each in found})
        ranked = [each for each in found if each.id in seen]
        if len(found) < most or (most > wanted and len(ranked) > wanted):
            break
    return ranked


async def _people(tx: Connection, viewer: Viewer, tags: ImageTags, ids: Sequence[UUID]) -> list[PersonFound]:
    names = await load_people(tx, ids)
    images = await load_images(tx, viewer, tags, ids)
    return [PersonFound(each, names[each], images.get(each, {})) for each in ids if each in names]
