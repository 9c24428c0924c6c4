"""What is there and what is missing, on file, library and item; and letting go of what no library holds."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from matinee.catalog.presence import forgetting, repository
from matinee.catalog.presence.announcing import announce_fate
from matinee.catalog.presence.moving import move_versions
from matinee.kit.db import Connection

__all__ = [
    "above",
    "forget_files",
    "items_below",
    "items_of_files",
    "move_versions",
    "recount",
    "rejoin",
    "release_library",
    "release_root",
    "remove_if_unused",
    "titles_of",
    "would_release_library",
]

items_of_files = repository.items_of_files


async def items_below(tx: Connection, folders: Collection[tuple[UUID, bytes]]) -> set[UUID]:
    """Give the items whose videos lie in, or anywhere below, folders of roots; directly in a root only those in it."""
    return await repository.items_below(tx, sorted(folders)) if folders else set()


async def recount(tx: Connection, item_ids: Collection[UUID], now: datetime) -> None:
    """Bring the presence of these items (leaves and what is above them) in line with their files. Idempotent."""
    if not item_ids:
        return
    ids = sorted(item_ids)
    await repository.recount_leaves(tx, ids, now)
    await repository.recount_above(tx, ids, "season", now)
    await repository.recount_above(tx, ids, "series", now)
    await _set_presence(tx, ids, now)


async def above(tx: Connection, item_ids: Collection[UUID]) -> set[UUID]:
    """Give what these items hang below: seasons, series, titles of extras."""
    return await repository.above(tx, sorted(item_ids)) if item_ids else set()


async def titles_of(tx: Connection, item_ids: Collection[UUID]) -> list[tuple[str, UUID]]:
    """Give the titles these items belong to, each once, as (kind, id)."""
    return await repository.titles_of(tx, sorted(item_ids)) if item_ids else []


async def rejoin(tx: Connection, item_ids: Collection[UUID], left: Collection[UUID], now: datetime) -> None:
    """Bring libraries and presence in line after versions or children went from item to item.

    Items join the libraries of their versions; those of `left` go out of a library that holds no version of theirs,
    and what is above goes where nothing of it is left. Nothing is deleted. Idempotent.
    """
    ids = set(item_ids) | set(left)
    ids |= await repository.above(tx, sorted(ids))
    await repository.join_by_versions(tx, sorted(ids))
    await repository.leave_empty(tx, sorted(left))
    await repository.leave_merged(tx, sorted(ids))
    await repository.leave_childless(tx, sorted(ids))
    await recount(tx, ids, now)


async def would_release_library(tx: Connection, library_id: UUID) -> tuple[int, int, int]:
    """Count the movies and series of a library: those that go with it, those that another holds, those kept in mind."""
    alone = await repository.only_in_library(tx, library_id)
    gone = await repository.unnamed(tx, alone)
    alone_titles, gone_titles = await repository.count_titles(tx, alone), await repository.count_titles(tx, gone)
    return gone_titles, await repository.titles_in(tx, library_id) - alone_titles, alone_titles - gone_titles


async def release_library(tx: Connection, library_id: UUID, now: datetime) -> int:
    """Let go of what only this library holds, before its rows are deleted; give the number of items removed.

    Items that anybody's state, history or list names stay, without a library; so does all that hangs above them.
    That the library is deleted says what becomes of its titles: they are not told one by one.
    """
    alone = await repository.only_in_library(tx, library_id)
    entities = await repository.versions_and_parts(tx, library_id=library_id)
    await repository.leave_library(tx, library_id)
    gone = await repository.unnamed(tx, alone)
    await repository.remove(tx, gone)
    await repository.remove_entities(tx, entities)
    await repository.set_presence(tx, sorted(alone), now)
    return len(gone)


async def release_root(tx: Connection, root_id: UUID, now: datetime) -> int:
    """Let go of what only this folder of a library holds, before its rows are deleted."""
    items = await repository.items_of_root(tx, root_id)
    entities = await repository.versions_and_parts(tx, root_id=root_id)
    await repository.remove_files(tx, root_id)
    await repository.remove_entities(tx, entities)
    await recount(tx, items, now)
    orphans = await repository.without_files(tx, items)
    removed = await _remove_unnamed(tx, orphans)
    await repository.leave_libraries(tx, orphans)
    await _set_presence(tx, items, now)
    return removed


async def forget_files(tx: Connection, file_ids: Collection[UUID], now: datetime) -> int:
    """Forget files: their rows, versions and streams; give the number of items removed with them.

    Items that anybody's state, history or list names stay, with all that hangs above them.
    """
    ids = sorted(file_ids)
    items = await repository.items_of_files(tx, ids)
    await repository.remove_entities(tx, await forgetting.delete_files(tx, ids))
    await recount(tx, items, now)
    removed = await _remove_unnamed(tx, await repository.without_files(tx, items))
    await forgetting.leave_emptied_libraries(tx, sorted(items))
    await _set_presence(tx, items, now)
    return removed


async def remove_if_unused(tx: Connection, item_ids: Collection[UUID]) -> None:
    """Remove items that no file, present or missing, hangs on any more, and that nobody's state or history names."""
    if item_ids:
        above = await repository.above(tx, sorted(item_ids))
        orphans = await repository.without_files(tx, set(item_ids) | above)
        await _remove_unnamed(tx, orphans)


async def _set_presence(tx: Connection, item_ids: Collection[UUID], now: datetime) -> None:
    """Bring presence in line, and tell what went missing or is available again."""
    for fate, ids in (await repository.set_presence(tx, sorted(item_ids), now)).items():
        if ids:
            await announce_fate(tx, await repository.to_tell(tx, ids), fate)


async def _remove_unnamed(tx: Connection, item_ids: Collection[UUID]) -> int:
    """Delete those of the items that nothing names, and tell it; give their number."""
    gone = await repository.unnamed(tx, sorted(item_ids))
    if gone:
        await announce_fate(tx, await repository.to_tell(tx, gone), "deleted")
        await repository.remove(tx, gone)
    return len(gone)
