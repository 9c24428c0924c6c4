"""What is kept between requests: genres, an item's files, home. Keys hold the viewer's permission set."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from matinee.access.policy import Permission, Viewer, permission_set
from matinee.browse.home import Home, home_rows
from matinee.browse.repository import library_links, notices
from matinee.catalog import (
    CATALOG,
    FacetCount,
    FileRecord,
    ImageTags,
    ItemNotFound,
    count_genres,
    count_years,
    load_files,
    marks_of,
    one_item,
)
from matinee.kit.cache import CacheKind, Caches, Loaded
from matinee.kit.db import Database
from matinee.kit.resources import Resources


class FacetList(msgspec.Struct, frozen=True):
    """Values to filter by."""

    items: list[FacetCount]


class FileList(msgspec.Struct, frozen=True):
    """Files of an item, one row a file."""

    items: list[FileRecord]


GENRES = CacheKind(name="genres", holds=FacetList, fresh_for=timedelta(hours=1), at_most=500, is_shared=True)
YEARS = CacheKind(name="years", holds=FacetList, fresh_for=timedelta(hours=1), at_most=500, is_shared=True)
FILES = CacheKind(name="files", holds=FileList, fresh_for=timedelta(hours=1), at_most=2000, is_shared=True)
HOME = CacheKind(
    name="home",
    holds=Home,
    fresh_for=timedelta(minutes=1),  # days pass: what airs today becomes the next episode
    stale_for=timedelta(minutes=10),
    at_most=500,
    is_shared=True,
)


async def cached_genres(resources: Resources, viewer: Viewer, kinds: Sequence[str]) -> FacetList:
    """Give the genres of the titles of these kinds that the viewer may see."""

    async def read() -> Loaded[FacetList]:
        async with resources.get(Database).reading() as tx:
            return Loaded(FacetList(await count_genres(tx, viewer, kinds)), (CATALOG,))

    found = await resources.get(Caches).of(GENRES).get(f"{'+'.join(kinds)}:{permission_set(viewer)}", read)
    return found or FacetList([])


async def cached_years(resources: Resources, viewer: Viewer, kinds: Sequence[str]) -> FacetList:
    """Give the years of the titles of these kinds that the viewer may see."""

    async def read() -> Loaded[FacetList]:
        async with resources.get(Database).reading() as tx:
            return Loaded(FacetList(await count_years(tx, viewer, kinds)), (CATALOG,))

    found = await resources.get(Caches).of(YEARS).get(f"{'+'.join(kinds)}:{permission_set(viewer)}", read)
    return found or FacetList([])


async def cached_files(resources: Resources, viewer: Viewer, item_id: UUID) -> FileList | None:
    """Give an item's files, with paths for those who manage libraries; None for an item that may not be seen."""
    with_paths = viewer.may(Permission.MANAGE)

    async def read() -> Loaded[FileList]:
        async with resources.get(Database).reading() as tx:
            try:
                item = await one_item(tx, viewer, item_id, resources.get(ImageTags))
            except ItemNotFound:
                return Loaded(None, (CATALOG,))
            return Loaded(FileList(await load_files(tx, viewer, item.id, with_paths=with_paths)), (CATALOG,))

    key = f"{item_id}:{'paths' if with_paths else 'plain'}:{permission_set(viewer)}"
    return await resources.get(Caches).of(FILES).get(key, read)


async def cached_home(resources: Resources, viewer: Viewer) -> Home:
    """Give the home page's data of a viewer: it rests on the catalog and on the person's own marks."""

    async def read() -> Loaded[Home]:
        async with resources.get(Database).reading() as tx:
            rows = await home_rows(tx, viewer, resources.get(ImageTags))
            home = Home(rows=rows, libraries=await library_links(tx, viewer), notices=await notices(tx, viewer))
        return Loaded(home, (CATALOG, marks_of(viewer)))

    found = await resources.get(Caches).of(HOME).get(f"{viewer.user_id}:{permission_set(viewer)}", read)
    assert found is not None  # noqa: S101 - a home page may be empty, and always is
    return found
