"""Asking for a title to be refreshed, whatever its kind."""

from uuid import UUID

from litestar import post

from matinee import movies, shows
from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.catalog import ImageTags, Item, ItemNotFound, load_items
from matinee.kit.db import Connection
from matinee.kit.jobs import Enqueued
from matinee.kit.resources import Resources
from matinee.metadata import NothingToRefresh
from matinee.metadata.routes import RefreshWish, Requested


@post(
    "/items/{item_id:uuid}/refresh",
    guards=[needs(Permission.MANAGE)],
    tags=["Items"],
    operation_id="refresh_item",
    status_code=202,
)
async def refresh_item(
    item_id: UUID, viewer: Viewer, tx: Connection, resources: Resources, data: RefreshWish | None = None
) -> Requested:
    """Ask again what is known of a title: of a series or season, with all that hangs below it."""
    found = await load_items(tx, viewer, resources.get(ImageTags), [item_id])
    if not found:
        raise ItemNotFound
    return Requested((await _request(tx, found[0], force=(data or RefreshWish()).force)).job_id)


async def _request(tx: Connection, item: Item, *, force: bool) -> Enqueued:
    match item.kind, item.series_id:
        case "movie", _:
            return await movies.request_refresh(tx, item.id, force=force)
        case "series", _:
            return await shows.request_refresh(tx, item.id, force=force)
        case "season", UUID() as series_id:
            return await shows.request_season_refresh(tx, series_id, item.id, force=force)
        case "episode", UUID() as series_id:
            return await shows.request_episode_refresh(tx, series_id, item.season_id, item.id, force=force)
        case _:
            raise NothingToRefresh
