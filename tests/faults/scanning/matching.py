"""Matching again, by the jobs of the server: the newest files of a library, whatever was decided on them before."""

from collections.abc import Callable
from uuid import UUID

from sqlalchemy import text

from matinee.catalog import ContentTypes
from matinee.catalog.rematching import stored_matches
from matinee.kit.db import Database
from matinee.kit.jobs.testing import InlineWorker
from matinee.kit.resources import Resources
from matinee.metadata import request_match
from matinee.movies import MOVIES_MATCH, Movies
from matinee.shows import SHOWS_MATCH, Shows

_AT_ONCE = 3
_KINDS = {"movies": MOVIES_MATCH, "shows": SHOWS_MATCH}


async def match_again(database: Database, library_id: UUID, between: Callable[[], None]) -> None:
    """Ask for a few files to be matched again, and do it, job after job."""
    worker = InlineWorker(database, [MOVIES_MATCH, SHOWS_MATCH], _resources())
    async with database.transaction() as tx:
        await tx.execute(text("delete from job"))  # what a killed run left is asked for again here
        rows = await tx.execute(text(_FILES), {"library": library_id, "most": _AT_ONCE})
        for stored in await stored_matches(tx, list(rows.scalars())):
            await request_match(tx, _KINDS[stored.library_kind], stored, force=True)
    while await worker.run_waiting(most=1):
        between()


def _resources() -> Resources:
    resources = Resources()
    resources.put(ContentTypes(Movies(), Shows()))
    return resources


_FILES = """
select f.id from file f join root r on r.id = f.root_id
where r.library_id = :library and f.kind = 'video' and f.missing_since is null
order by exists (select from file n where n.root_id = f.root_id and n.folder = f.folder and n.kind = 'nfo') desc,
         random() limit :most
"""
