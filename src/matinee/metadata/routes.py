"""Metadata over HTTP: taking over plays that NFO files remember, and asking about people."""

from typing import Annotated, Any
from uuid import UUID

import msgspec
from litestar import Request, get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from matinee.access import actor_of, needs, viewer_of_person
from matinee.access.policy import Permission, Viewer
from matinee.catalog import ImageTags, person_page
from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.kit.jobs import enqueue
from matinee.kit.resources import Resources
from matinee.metadata.errors import NobodyThere
from matinee.metadata.jobs import PEOPLE_REFRESH, RefreshPerson
from matinee.metadata.plays import ImportedPlays, ImportTrial, TakenBack, import_plays, note, try_import, undo_import


class Requested(msgspec.Struct, frozen=True):
    """Follow the job."""

    job_id: int


class RefreshWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How a refresh is wanted."""

    force: bool = False
    """Also ask again what was answered before."""


@get(
    "/users/{user_id:uuid}/import-plays",
    guards=[needs(Permission.ADMIN)],
    tags=["Users"],
    operation_id="try_import_plays",
)
async def get_import_plays(
    user_id: UUID,
    viewer: Viewer,
    tx: Connection,
    limit: Annotated[int, Parameter(ge=1, le=1000)] = 50,
    cursor: Annotated[str | None, Parameter(max_length=2000)] = None,
) -> ImportTrial:
    """Say what importing plays would do to a person's history, title by title, and what taking back would undo."""
    if await viewer_of_person(tx, user_id) is None:
        raise NobodyThere
    return await try_import(tx, viewer, user_id, limit, cursor)


@post(
    "/users/{user_id:uuid}/import-plays",
    guards=[needs(Permission.ADMIN)],
    tags=["Users"],
    operation_id="import_plays",
    status_code=200,
)
async def post_import_plays(
    user_id: UUID, request: Request[Any, Any, Any], viewer: Viewer, tx: Connection, resources: Resources
) -> ImportedPlays:
    """Take over, into a person's history, what NFO files say of being watched. Again: only what is new since."""
    if await viewer_of_person(tx, user_id) is None:
        raise NobodyThere
    done = await import_plays(tx, viewer, user_id, resources.get(Clock))
    await note(tx, actor_of(request.scope), user_id, "plays.imported", done)
    return done


@post(
    "/users/{user_id:uuid}/import-plays/undo",
    guards=[needs(Permission.ADMIN)],
    tags=["Users"],
    operation_id="undo_import_plays",
    status_code=200,
)
async def post_undo_import_plays(
    user_id: UUID, request: Request[Any, Any, Any], tx: Connection, resources: Resources
) -> TakenBack:
    """Take a person's last import of plays back; what they watched or marked since stays."""
    if await viewer_of_person(tx, user_id) is None:
        raise NobodyThere
    done = await undo_import(tx, user_id, resources.get(Clock))
    await note(tx, actor_of(request.scope), user_id, "plays.import_undone", done)
    return done


@post(
    "/people/{person_id:uuid}/refresh",
    guards=[needs(Permission.MANAGE)],
    tags=["People"],
    operation_id="refresh_person",
    status_code=202,
)
async def post_refresh_person(
    person_id: UUID, viewer: Viewer, tx: Connection, resources: Resources, data: RefreshWish | None = None
) -> Requested:
    """Ask the providers about a person."""
    await person_page(tx, viewer, person_id, resources.get(ImageTags))
    wish = data or RefreshWish()
    return Requested((await enqueue(tx, PEOPLE_REFRESH, RefreshPerson(person_id, force=wish.force))).job_id)


ROUTES: list[HTTPRouteHandler] = [get_import_plays, post_import_plays, post_undo_import_plays, post_refresh_person]
"""The routes of this room."""
