"""API keys of the signed-in person; those who decide about people see and end everyone's."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, patch, post
from litestar.params import Parameter

from matinee.access.callers import actor_of, user_id_of
from matinee.access.guards import needs
from matinee.access.policy import Permission, Viewer
from matinee.access.records import KeyChange, KeyInfo, MadeKey, NewKey
from matinee.access.repository import keys as repository
from matinee.access.service import keys
from matinee.kit.db import Connection, Page
from matinee.kit.errors import Forbidden

type AnyRequest = Request[Any, Any, Any]

_TAGS = ["API keys"]
_MAKERS = [needs(Permission.KEYS, in_person=True)]
"""People make keys: a key that could make, change or end keys could make itself stronger, or stay."""
_ONCE = {"cache-control": "no-store"}


@get("/api-keys", guards=_MAKERS, tags=_TAGS, operation_id="list_api_keys")
async def list_keys(
    viewer: Viewer,
    tx: Connection,
    limit: Annotated[int, Parameter(ge=1, le=1000)] = 50,
    cursor: str | None = None,
    everyone: Annotated[bool, Parameter(description="All people's keys, for those who decide about people.")] = False,  # noqa: FBT002 - a query parameter
) -> Page[KeyInfo]:
    """List the keys that are not revoked, the newest first."""
    if everyone and not viewer.may(Permission.USERS):
        raise Forbidden("Other people's keys need the permission “users”. Ask an administrator for it.")
    return await repository.page(tx, None if everyone else user_id_of(viewer), limit=limit, cursor=cursor)


@post("/api-keys", guards=_MAKERS, tags=_TAGS, operation_id="create_api_key")
async def create_key(request: AnyRequest, data: NewKey, viewer: Viewer, tx: Connection) -> Response[MadeKey]:
    """Make a key. Its text is shown in this answer only; the server keeps its hash."""
    made = await keys.create(tx, data, viewer, user_id_of(viewer), actor_of(request.scope))
    return Response(made, status_code=201, headers=_ONCE)


@patch("/api-keys/{key_id:uuid}", guards=_MAKERS, tags=_TAGS, operation_id="change_api_key")
async def change_key(request: AnyRequest, key_id: UUID, data: KeyChange, viewer: Viewer, tx: Connection) -> KeyInfo:
    """Change a key of one's own: absent is unchanged, null is cleared."""
    return await keys.change(tx, key_id, data, viewer, actor_of(request.scope))


@post("/api-keys/{key_id:uuid}/rotate", guards=_MAKERS, tags=_TAGS, operation_id="rotate_api_key", status_code=200)
async def rotate_key(request: AnyRequest, key_id: UUID, viewer: Viewer, tx: Connection) -> Response[MadeKey]:
    """Give a key a new text, shown in this answer only; the old one is dead at once."""
    made = await keys.rotate(tx, key_id, user_id_of(viewer), actor_of(request.scope))
    return Response(made, status_code=200, headers=_ONCE)


@delete("/api-keys/{key_id:uuid}", guards=_MAKERS, tags=_TAGS, operation_id="revoke_api_key")
async def revoke_key(request: AnyRequest, key_id: UUID, viewer: Viewer, tx: Connection) -> None:
    """End a key, everywhere at once."""
    await keys.revoke(tx, key_id, viewer, actor_of(request.scope))
