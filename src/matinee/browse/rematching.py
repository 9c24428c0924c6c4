"""Asking for a file to be matched again by its name and its NFO, whatever its kind."""

from uuid import UUID

from litestar import delete

from matinee import movies, shows
from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.catalog import FileNotFound, explained_match
from matinee.catalog.rematching import stored_matches
from matinee.kit.db import Connection
from matinee.metadata import Requested


@delete(
    "/files/{file_id:uuid}/match",
    guards=[needs(Permission.MANAGE)],
    tags=["Matching"],
    operation_id="rematch_file",
    status_code=202,
)
async def rematch_file(file_id: UUID, viewer: Viewer, tx: Connection) -> Requested:
    """Forget what a person chose for a file, and match it again by its name and its NFO."""
    await explained_match(tx, viewer, file_id)
    found = await stored_matches(tx, [file_id])
    if not found:
        raise FileNotFound("This file is missing. Once it is here again, it can be matched.")
    request = movies.request_match if found[0].library_kind == "movies" else shows.request_match
    return Requested((await request(tx, found[0], force=True)).job_id)
