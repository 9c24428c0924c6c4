"""Editing titles over HTTP."""

from uuid import UUID

from litestar import Response, patch
from litestar.handlers import HTTPRouteHandler

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.catalog.detail import item_detail
from matinee.catalog.editing import ItemChanges, edit
from matinee.catalog.ports import ImageTags
from matinee.catalog.routes.matching import UNDO_HEADER, act_of
from matinee.catalog.schemas import ItemDetail
from matinee.kit.db import Connection
from matinee.kit.resources import Resources


@patch("/items/{item_id:uuid}", guards=[needs(Permission.MANAGE)], tags=["Items"], operation_id="edit_item")
async def edit_item(
    item_id: UUID, data: ItemChanges, viewer: Viewer, tx: Connection, resources: Resources
) -> Response[ItemDetail]:
    """Edit a title: absent = unchanged, null = cleared. What is named is locked: no refresh or scan sets it again."""
    recorded = await edit(tx, act_of(viewer, resources), item_id, data)
    headers = {} if recorded.id is None else {UNDO_HEADER: str(recorded.id)}
    return Response(await item_detail(tx, viewer, item_id, resources.get(ImageTags)), headers=headers)


EDITING_ROUTES: list[HTTPRouteHandler] = [edit_item]
