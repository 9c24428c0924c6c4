"""What the server process that answers keeps in memory, in numbers."""

import msgspec
from litestar import get
from litestar.handlers import HTTPRouteHandler

from matinee.access import Permission, needs
from matinee.kit.cache import CacheReport, Caches
from matinee.kit.resources import Resources


class CacheState(msgspec.Struct, frozen=True):
    """The caches of the process that answers."""

    is_hearing: bool
    """Whether changes are heard; while not, everything is read from the database."""
    is_sharing: bool | None
    """Whether the shared cache answers; null where none is set."""
    items: list[CacheReport]


@get("/system/caches", guards=[needs(Permission.ADMIN)], tags=["System"], operation_id="get_caches")
async def get_caches(resources: Resources) -> CacheState:
    """Give hits, misses and ages of each cache of this process since it started."""
    caches = resources.get(Caches)
    return CacheState(is_hearing=caches.is_hearing, is_sharing=caches.is_sharing, items=caches.report())


ROUTES: list[HTTPRouteHandler] = [get_caches]
