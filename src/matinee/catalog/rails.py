"""The jump rail of a list, kept between requests: it counts the whole list, and stays the same until titles change."""

from datetime import timedelta

import msgspec

from matinee.access.policy import Viewer, permission_set
from matinee.catalog.repository.lists import Sort, TitleQuery, list_index
from matinee.catalog.schemas import ListIndex
from matinee.kit.cache import CacheKind, Caches, Loaded
from matinee.kit.db import Database
from matinee.kit.resources import Resources

CATALOG = "catalog"
"""The tag of everything people see of titles, files and libraries; the tables tell it by triggers."""


def marks_of(viewer: Viewer) -> str:
    """Give the tag of what a person marked: watched, favourites, where they stopped."""
    return f"marks:{viewer.user_id}"


RAILS = CacheKind(name="rails", holds=ListIndex, fresh_for=timedelta(hours=1), at_most=500, is_shared=True)


async def cached_rail(resources: Resources, viewer: Viewer, query: TitleQuery) -> ListIndex:
    """Give the jump rail of a list as the viewer sees it."""
    is_own = query.watched is not None or query.favourite is not None or query.sort is Sort.PLAYED

    async def read() -> Loaded[ListIndex]:
        async with resources.get(Database).reading() as tx:
            return Loaded(await list_index(tx, viewer, query), (CATALOG, marks_of(viewer)) if is_own else (CATALOG,))

    whose = f"{permission_set(viewer)}:{viewer.user_id if is_own else 'all'}"
    found = await resources.get(Caches).of(RAILS).get(f"{whose}:{msgspec.json.encode(query).decode()}", read)
    return found or ListIndex(total=0, groups=[])
