"""What scanning and the catalog tell about a library's content: the port of the libraries slice, filled."""

from collections.abc import Sequence
from uuid import UUID

from matinee.access.policy import Viewer
from matinee.catalog.presence import release_library, release_root, would_release_library
from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.libraries import Counts, Overview, Release
from matinee.scanning import views
from matinee.scanning.records import Scan
from matinee.scanning.repository import overview, scans
from matinee.scanning.repository.scans import ScanRow


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
        ended = await scans.ended(tx, viewer, library_ids)
        roots = await overview.files_by_root(tx, viewer, library_ids)
        told: dict[UUID, Overview[object]] = {}
        for library_id in library_ids:
            mine = sorted((row for row in ended if row.library_id == library_id), key=lambda row: row.requested_at)
            held = next((row for row in mine if row.state == "held"), None)
            told[library_id] = Overview(
                counts.get(library_id, Counts()),
                await _shown(tx, viewer, active.get(library_id)),
                await _shown(tx, viewer, mine[-1] if mine else None),
                await _shown(tx, viewer, held),
                roots.get(library_id, {}),
            )
        return told

    async def would_release(self, tx: Connection, library_id: UUID) -> Release:
        """Say what deleting a library would let go of, and what would stay."""
        titles = await would_release_library(tx, library_id)
        return Release(await overview.count_files(tx, library_id), *titles)

    async def release_library(self, tx: Connection, library_id: UUID) -> int:
        """Let go of what only this library holds."""
        return await release_library(tx, library_id, self._clock.now())

    async def release_root(self, tx: Connection, root_id: UUID) -> int:
        """Let go of what only this folder holds."""
        return await release_root(tx, root_id, self._clock.now())

    async def known_files(self, tx: Connection, root_id: UUID, limit: int) -> list[tuple[bytes, int]]:
        """Give a sample of what is known of a folder."""
        return await overview.known_files(tx, root_id, limit)


async def _shown(tx: Connection, viewer: Viewer, row: ScanRow | None) -> Scan | None:
    return None if row is None else await views.scan_view(tx, viewer, row)
