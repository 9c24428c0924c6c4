"""What was found is kept for moments: ten people who type the same word are one search, and letters taken back none."""

from datetime import timedelta

import msgspec

from matinee.access.policy import Viewer, permission_set
from matinee.catalog import CATALOG, ImageTags, marks_of
from matinee.kit.cache import CacheKind, Caches, Loaded
from matinee.kit.db import Database
from matinee.kit.resources import Resources
from matinee.search.keeper import SearchKeeper
from matinee.search.service import Ranking, SearchPage, SearchQuery, page_of, rank

_FRESH_FOR = timedelta(minutes=1)
RANKINGS = CacheKind(name="search_rankings", holds=Ranking, fresh_for=_FRESH_FOR, at_most=100)
"""For all who may see the same."""
PAGES = CacheKind(name="search_pages", holds=SearchPage, fresh_for=_FRESH_FOR, at_most=100)
"""For one person, whose marks they carry."""


async def search(resources: Resources, viewer: Viewer, query: SearchQuery) -> SearchPage:
    """Find titles, episodes and people by a name that may be misspelt."""
    keeper, caches, start = resources.get(SearchKeeper), resources.get(Caches), query.start
    if not keeper.is_ready:
        return SearchPage(items=[], people=[], counts={}, next_cursor=None, is_ready=False)
    database, tags = resources.get(Database), resources.get(ImageTags)
    seen_by = f"{keeper.edition}:{permission_set(viewer)}:{query.name}"

    async def ranked() -> Loaded[Ranking]:
        return Loaded(await rank(database, viewer, keeper, query), (CATALOG,))

    async def dressed() -> Loaded[SearchPage]:
        ranking = await caches.of(RANKINGS).get(seen_by, ranked) or Ranking(())
        async with database.reading() as tx:
            page = await page_of(tx, viewer, tags, ranking, query)
        return Loaded(page, (CATALOG, marks_of(viewer)))

    page = await caches.of(PAGES).get(f"{viewer.user_id}:{start}:{query.limit}:{seen_by}", dressed)
    assert page is not None  # noqa: S101 - nothing found is a page, too
    return msgspec.structs.replace(page, is_ready=keeper.is_ready)
