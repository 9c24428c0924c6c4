"""Hiding titles from oneself over HTTP, and the one list in which they can be found."""

from uuid import UUID

from litestar import delete, get, put
from litestar.handlers import HTTPRouteHandler

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.catalog import ImageTags, Item, hide_title, list_hidden, show_again
from matinee.catalog.routes.titles import Cursor, Limit
from matinee.kit.db import Connection, Page
from matinee.kit.resources import Resources

_KEEP = [needs(Permission.KEEP)]


@put("/items/{item_id:uuid}/hidden", guards=_KEEP, tags=["State"], status_code=204)
async def put_hidden(item_id: UUID, viewer: Viewer, tx: Connection) -> None:
    """Hide a movie, or a series with all below it, from oneself: from here on it answers as if it did not exist."""
    await hide_title(tx, viewer, item_id)


@delete("/items/{item_id:uuid}/hidden", guards=_KEEP, tags=["State"], status_code=204)
async def delete_hidden(item_id: UUID, viewer: Viewer, tx: Connection) -> None:
    """Show a hidden title again, with marks, progress and history as they were."""
    await show_again(tx, viewer, item_id)


@get("/me/hidden", guards=_KEEP, tags=["State"], operation_id="list_hidden")
async def get_hidden(
    viewer: Viewer, tx: Connection, resources: Resources, limit: Limit = 50, cursor: Cursor = None
) -> Page[Item]:
    """List the titles that one hides, by name. They are in no other answer."""
    return await list_hidden(tx, viewer, resources.get(ImageTags), limit, cursor)


HIDING_ROUTES: list[HTTPRouteHandler] = [put_hidden, delete_hidden, get_hidden]
