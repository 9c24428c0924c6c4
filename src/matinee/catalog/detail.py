"""One item's page, put together."""

from uuid import UUID

import msgspec

from matinee.access.policy import Viewer
from matinee.catalog.errors import ItemNotFound
from matinee.catalog.ports import ImageTags
from matinee.catalog.repository.detail import load_extras, load_facts, load_versions
from matinee.catalog.repository.items import load_items
from matinee.catalog.repository.next_up import NextEpisode, next_of_series
from matinee.catalog.repository.pointing import resolved
from matinee.catalog.schemas import Item, ItemDetail
from matinee.kit.db import Connection, kept_plans


async def item_detail(tx: Connection, viewer: Viewer, item_id: UUID, tags: ImageTags) -> ItemDetail:
    """Give everything an item's page shows; `ItemNotFound` when the viewer may not see it."""
    found = [await one_item(tx, viewer, item_id, tags)]
    item_id = found[0].id
    async with kept_plans(tx):
        facts = await load_facts(tx, item_id)
        versions = await load_versions(tx, viewer, item_id)
        extras = await load_extras(tx, viewer, item_id)
        upcoming = await next_of_series(tx, viewer, item_id) if found[0].kind == "series" else None
    dressed = await dress_next(tx, viewer, [upcoming] if upcoming else [], tags)
    return ItemDetail(
        **msgspec.structs.asdict(found[0]),
        **msgspec.structs.asdict(facts),
        versions=versions,
        extras=await load_items(tx, viewer, tags, extras),
        next_up=dressed[0] if dressed else None,
    )


async def one_item(tx: Connection, viewer: Viewer, any_id: UUID, tags: ImageTags) -> Item:
    """Give the item that an id stands for: its own, or that of an item merged into it, of a version or of a part."""
    found = await load_items(tx, viewer, tags, [any_id])
    if not found:
        found = await load_items(tx, viewer, tags, [await resolved(tx, any_id)])
    if not found:
        raise ItemNotFound
    return found[0]


async def dress_next(tx: Connection, viewer: Viewer, upcoming: list[NextEpisode], tags: ImageTags) -> list[Item]:
    """Load next-up episodes, each saying how many missing ones were passed over."""
    skipped = {each.item_id: each.skipped_missing for each in upcoming}
    items = await load_items(tx, viewer, tags, list(skipped))
    return [msgspec.structs.replace(each, skipped_missing=skipped[each.id]) for each in items]
