"""What scanning and the catalog tell about a library's content: the port of the libraries slice, filled."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from matinee.access.policy import Viewer
from matinee.catalog.presence import release_library, release_root, would_release_library
from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.libraries import Counted, Counts, Overview, Release
from matinee.scanning import views
from matinee.scanning.counted import KeptCounts
from matinee.scanning.records import Scan
from matinee.scanning.repository import overview, scans
from matinee.scanning.repository.scans import ScanRow

_NOTHING = Counted(Counts())


class ScannedContents:
    """Fills `LibraryContents`. Without `kept` everything is counted when it is asked for."""

    def __init__(self, clock: Clock, kept: KeptCounts | None = None) -> None:
        self._clock = clock
        self._kept = kept

    async def counted(self, viewer: Viewer) -> Mapping[UUID, Counted]:
        """Give what is known of how much each library holds."""
        return {} if self._kept is None else await self._kept.of(viewer)

    async def overviews(
        self, tx: Connection, viewer: Viewer, library_ids: Sequence[UUID], counted: Mapping[UUID, Counted]
    ) -> dict[UUID, Overview[object]]:
        """Give counts and the scan under way."""
        unknown = [each for each in library_ids if each not in counted]
        holds = {**counted, **(await overview.counted(tx, viewer, unknown) if unknown else {})}
        active = await scans.active(tx, viewer, library_ids)
        ended = await scans.ended(tx, viewer, library_ids)
        told: dict[UUID, Overview[object]] = {}
        for library_id in library_ids:
            mine = sorted((row for row in ended if row.library_id == library_id), key=lambda row: row.requested_at)
            held = next((row for row in mine if row.state == "held"), None)
            told[library_id] = Overview(
                holds.get(library_id, _NOTHING).counts,
                await _shown(tx, viewer, active.get(library_id)),
                await _shown(tx, viewer, mine[-1] if mine else None),
                await _shown(tx, viewer, held),
                holds.get(library_id, _NOTHING).roots,
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
