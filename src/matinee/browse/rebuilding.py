"""Asking for the search's index to be built anew."""

import msgspec
from litestar import post

from matinee import movies, shows
from matinee.access import needs
from matinee.access.policy import Permission
from matinee.kit.db import Connection


class RebuildRequested(msgspec.Struct, frozen=True):
    """Follow the jobs, one for each kind of title."""

    job_ids: list[int]


@post(
    "/search/rebuild",
    guards=[needs(Permission.ADMIN)],
    tags=["Search"],
    operation_id="rebuild_search",
    status_code=202,
)
async def post_rebuild(tx: Connection) -> RebuildRequested:
    """Enter everything into the search anew, and have every machine build its index; search goes on meanwhile."""
    asked = [await movies.request_rebuild(tx), await shows.request_rebuild(tx)]
    return RebuildRequested([each.job_id for each in asked])
