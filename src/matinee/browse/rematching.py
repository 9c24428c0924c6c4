"""Asking for a file to be matched again by its name and its NFO, whatever its kind."""

from uuid import UUID

from litestar import delete

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.catalog import FileNotFound
from matinee.catalog.rematching import stored_matches
from matinee.catalog.routes import explained_match
from matinee.kit.db import Connection
from matinee.metadata import request_match
from matinee.metadata.routes import Requested
from matinee.movies import MOVIES_MATCH
from matinee.shows import SHOWS_MATCH


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
    if found[0].library_kind == "movies":
        asked = await request_match(tx, MOVIES_MATCH, found[0], force=True)
    else:
        asked = await request_match(tx, SHOWS_MATCH, found[0], force=True)
    return Requested(asked.job_id)
