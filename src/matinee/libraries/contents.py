"""The port to what a library holds: items and scans live in slices above, and are joined in app."""

from collections.abc import Mapping, Sequence
from typing import Protocol
from uuid import UUID

from matinee.access.policy import Viewer
from matinee.kit.db import Connection
from matinee.libraries.schemas import Counted, Overview, Release


class LibraryContents(Protocol):
    """What upper slices tell about a library's content, and do with it."""

    async def counted(self, viewer: Viewer) -> Mapping[UUID, Counted]:
        """Give what is known of how much each library holds, without a transaction: ask before one is begun."""
        ...

    async def overviews(
        self, tx: Connection, viewer: Viewer, library_ids: Sequence[UUID], counted: Mapping[UUID, Counted]
    ) -> dict[UUID, Overview[object]]:
        """Give counts and the scan under way, for libraries the viewer may see; what is not `counted` is counted."""
        ...

    async def would_release(self, tx: Connection, library_id: UUID) -> Release:
        """Say what deleting a library would let go of, and what would stay."""
        ...

    async def release_library(self, tx: Connection, library_id: UUID) -> int:
        """Let go of what only this library holds, before it is deleted; give the number of items removed.

        An item that another library holds stays whole. One that anybody's state, history or list names stays
        without a file. Real files are never touched.
        """
        ...

    async def release_root(self, tx: Connection, root_id: UUID) -> int:
        """Do the same for one folder of a library."""
        ...

    async def known_files(self, tx: Connection, root_id: UUID, limit: int) -> list[tuple[bytes, int]]:
        """Give paths (below the root) and sizes of files that were last seen there, spread over the root."""
        ...
