"""Series over HTTP: the list, and the seasons and episodes below one."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.catalog import ImageTags, Item, ItemNotFound, episode_page, load_items, one_item, season_ids
from matinee.catalog.routes import title_routes
from matinee.kit.db import Connection
from matinee.kit.resources import Resources


class ItemPage(msgspec.Struct, frozen=True):
    """One page of seasons or episodes."""

    items: list[Item]
    next_cursor: str | None = None


@get("/series/{series_id:uuid}/seasons", guards=[needs(Permission.READ)], tags=["Series"])
async def list_seasons(series_id: UUID, viewer: Viewer, tx: Connection, resources: Resources) -> ItemPage:
    """List a series' seasons by number, specials last."""
    tags = resources.get(ImageTags)
    series_id = await _series(tx, viewer, tags, series_id)
    return ItemPage(await load_items(tx, viewer, tags, await season_ids(tx, viewer, series_id)))


@get("/series/{series_id:uuid}/episodes", guards=[needs(Permission.READ)], tags=["Series"])
async def list_episodes(  # noqa: PLR0913, PLR0917 - Litestar hands each in by name
    series_id: UUID,
    viewer: Viewer,
    tx: Connection,
    resources: Resources,
    season: Annotated[int | None, Parameter(ge=0, le=1_000_000, description="Only this season; 0: specials.")] = None,
    limit: Annotated[int, Parameter(ge=1, le=1000)] = 100,
    cursor: Annotated[str | None, Parameter(max_length=2000)] = None,
) -> ItemPage:
    """List a series' episodes by season (specials last) and number, missing ones included."""
    tags = resources.get(ImageTags)
    series_id = await _series(tx, viewer, tags, series_id)
    page = await episode_page(tx, viewer, series_id, season, limit, cursor)
    return ItemPage(await load_items(tx, viewer, tags, page.ids), page.next_cursor)


async def _series(tx: Connection, viewer: Viewer, tags: ImageTags, any_id: UUID) -> UUID:
    found = await one_item(tx, viewer, any_id, tags)
    if found.kind != "series":
        raise ItemNotFound
    return found.id


ROUTES: list[HTTPRouteHandler] = [
    *title_routes("series", "/series", "Series"),
    list_seasons,
    list_episodes,
]
