"""What scanning and the catalog tell about a library's content: the port of the libraries slice, filled."""

from collections.abc import Sequence
from uuid import UUID

from matinee.access.policy import Viewer
from matinee.catalog.presence import release_library, release_root
from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.libraries import Counts, Overview
from matinee.scanning import views
from matinee.scanning.repository import overview, scans


class ScannedContents:
    """Fills `LibraryContents`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock

    async def overviews(
        self, tx: Connection, viewer: Viewer, library_ids: Sequence[UUID]
    ) -> dict[UUID, Overview[object]]:
        """Give counts and the scan under way."""
        counts = await overview.counts(tx, viewer, library_ids)
        active = await scans.active(tx, viewer, library_ids)
        told: dict[UUID, Overview[object]] = {}
        for library_id in library_ids:
            row = active.get(library_id)
            scan = None if row is None else await views.scan_view(tx, viewer, row)
            told[library_id] = Overview(counts.get(library_id, Counts()), scan)
        return told

    async def release_library(self, tx: Connection, library_id: UUID) -> int:
        """Let go of what only this library holds."""
        return await release_library(tx, library_id, self._clock.now())

    async def release_root(self, tx: Connection, root_id: UUID) -> int:
        """Let go of what only this folder holds."""
        return await release_root(tx, root_id, self._clock.now())

    async def known_files(self, tx: Connection, root_id: UUID, limit: int) -> list[tuple[bytes, int]]:
        """Give a sample of what is known of a folder."""
        return await overview.known_files(tx, root_id, limit)
