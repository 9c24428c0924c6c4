"""How much each library holds, kept between requests: counting goes over all titles and files."""

from datetime import timedelta
from uuid import UUID

from matinee.access.policy import Viewer, permission_set
from matinee.catalog import CATALOG
from matinee.kit.cache import CacheKind, Caches, Loaded
from matinee.kit.db import Database
from matinee.libraries import Counted, all_seen
from matinee.scanning.repository import overview, scans

type _Held = dict[UUID, Counted]
LIBRARY_COUNTS: CacheKind[_Held] = CacheKind(
    name="library_counts", holds=dict[UUID, Counted], fresh_for=timedelta(hours=1), at_most=500, is_shared=True
)
"""True to the last change of the catalog."""
LIBRARY_COUNTS_AT_WORK: CacheKind[_Held] = CacheKind(
    name="library_counts_at_work",
    holds=dict[UUID, Counted],
    fresh_for=timedelta(seconds=3),
    stale_for=timedelta(seconds=30),
    at_most=500,
    unheard_for=timedelta(seconds=1),
)
"""While jobs run the catalog changes many times a second: given as it was seconds ago, counted anew beside that."""
MANY_FILES = 20_000
"""Up to so many, counting at once takes less time than anybody notices."""


class KeptCounts:
    """Counts of the libraries, by what a viewer may see."""

    def __init__(self, database: Database, caches: Caches, many_files: int = MANY_FILES) -> None:
        self._database = database
        self._true = caches.of(LIBRARY_COUNTS)
        self._at_work = caches.of(LIBRARY_COUNTS_AT_WORK)
        self._many_files = many_files

    async def of(self, viewer: Viewer) -> dict[UUID, Counted]:
        """Count what is committed. Only with many files, and only while jobs run, may it be some seconds old.

        When a scan has ended, what it did is counted in any case: its end is a part of the key.
        """
        key = permission_set(viewer)
        async with self._database.reading() as tx:
            work = await scans.work_of_server(tx)
        if not work.is_running:
            return await self._counted(viewer, key)

        async def read() -> Loaded[_Held]:
            return Loaded(await self._counted(viewer, key))

        recent = await self._at_work.get(f"{key}:{work.last_end}", read) or {}
        if sum(each.counts.files for each in recent.values()) > self._many_files:
            return recent
        return await self._counted(viewer, key)

    async def _counted(self, viewer: Viewer, key: str) -> _Held:
        async def read() -> Loaded[_Held]:
            async with self._database.reading() as tx:
                ids = [each.id for each in await all_seen(tx, viewer)]
                return Loaded(await overview.counted(tx, viewer, ids), (CATALOG,))

        return await self._true.get(key, read) or {}
