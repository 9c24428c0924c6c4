"""What crosses kinds: one item, its files, home, facets, and what a person does with a title."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec
from litestar import Response, delete, get, post, put
from litestar.handlers import HTTPRouteHandler
from litestar.params import QueryParameter

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.browse.cached import FacetList, FileList, cached_files, cached_genres, cached_home, cached_years
from matinee.browse.events import stream_events
from matinee.browse.hiding import HIDING_ROUTES
from matinee.browse.home import Home
from matinee.browse.people import get_person
from matinee.browse.rebuilding import post_rebuild
from matinee.browse.refreshing import refresh_item
from matinee.browse.rematching import rematch_file
from matinee.catalog import (
    ChangeNotFound,
    ImageTags,
    ItemDetail,
    ItemNotFound,
    UndoGone,
    dismiss,
    item_detail,
    mark_watched,
    mark_watched_up_to,
    one_item,
    probe_soon,
    report_progress,
    set_favourite,
    undo,
    undo_change,
)
from matinee.catalog.routes import UNDO_HEADER, act_of
from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.kit.resources import Resources

_READ = [needs(Permission.READ)]
_KEEP = [needs(Permission.KEEP)]
_PLAY = [needs(Permission.PLAY)]
KindOfTitle = Annotated[
    Literal["movie", "movies", "series", "shows"] | None,
    QueryParameter(name="kind", description="movie or series, or the libraries' words for them; without it both."),
]
_KINDS = {"movie": ("movie",), "movies": ("movie",), "series": ("series",), "shows": ("series",)}
_BOTH = ("movie", "series")


class ProgressReport(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where somebody stopped."""

    position_ms: Annotated[int, msgspec.Meta(ge=0, le=2**53)]


@get("/items/{item_id:uuid}", guards=_READ, tags=["Items"])
async def get_item(item_id: UUID, viewer: Viewer, tx: Connection, resources: Resources) -> ItemDetail:
    """Give one item with everything its page shows."""
    found = await item_detail(tx, viewer, item_id, resources.get(ImageTags))
    await probe_soon(tx, [found.id])
    return found


@get("/items/{item_id:uuid}/files", guards=_READ, tags=["Items"])
async def list_files(item_id: UUID, viewer: Viewer, resources: Resources) -> FileList:
    """List an item's files with their streams; paths only for those who manage libraries."""
    found = await cached_files(resources, viewer, item_id)
    if found is None:
        raise ItemNotFound
    return found


@get("/home", guards=_READ, tags=["Browse"])
async def get_home(viewer: Viewer, resources: Resources) -> Home:
    """Give the home page: all rows, the libraries, and what the viewer should know."""
    return await cached_home(resources, viewer)


@get("/genres", guards=_READ, tags=["Browse"])
async def list_genres(viewer: Viewer, resources: Resources, kind: KindOfTitle = None) -> FacetList:
    """List the genres of those titles the viewer may see."""
    return await cached_genres(resources, viewer, _KINDS.get(kind or "", _BOTH))


@get("/years", guards=_READ, tags=["Browse"])
async def list_years(viewer: Viewer, resources: Resources, kind: KindOfTitle = None) -> FacetList:
    """List the years of those titles the viewer may see."""
    return await cached_years(resources, viewer, _KINDS.get(kind or "", _BOTH))


@put("/items/{item_id:uuid}/watched", guards=_KEEP, tags=["State"], status_code=204)
async def put_watched(item_id: UUID, viewer: Viewer, tx: Connection, resources: Resources) -> Response[None]:
    """Mark a movie or episode, or every episode of a season or series, as watched."""
    return _undoable(await mark_watched(tx, viewer, item_id, watched=True, clock=resources.get(Clock)))


@delete("/items/{item_id:uuid}/watched", guards=_KEEP, tags=["State"], status_code=204)
async def delete_watched(item_id: UUID, viewer: Viewer, tx: Connection, resources: Resources) -> Response[None]:
    """Mark as not watched."""
    return _undoable(await mark_watched(tx, viewer, item_id, watched=False, clock=resources.get(Clock)))


@put("/items/{item_id:uuid}/watched-up-to", guards=_KEEP, tags=["State"], status_code=204)
async def put_watched_up_to(item_id: UUID, viewer: Viewer, tx: Connection, resources: Resources) -> Response[None]:
    """Mark an episode and all before it as watched."""
    return _undoable(await mark_watched_up_to(tx, viewer, item_id, clock=resources.get(Clock)))


@post("/undo/{undo_id:uuid}", guards=_KEEP, tags=["State"], status_code=204)
async def post_undo(undo_id: UUID, viewer: Viewer, tx: Connection, resources: Resources) -> None:
    """Undo a change of watched marks, or (for those who manage titles) a change of titles."""
    try:
        await undo(tx, viewer, undo_id)
    except UndoGone:
        if not viewer.may(Permission.MANAGE):
            raise
        try:
            await undo_change(tx, act_of(viewer, resources), undo_id)
        except ChangeNotFound:
            raise UndoGone from None


@put("/items/{item_id:uuid}/progress", guards=_PLAY, tags=["State"], status_code=204)
async def put_progress(
    item_id: UUID, data: ProgressReport, viewer: Viewer, tx: Connection, resources: Resources
) -> None:
    """Remember where the viewer stopped."""
    await report_progress(tx, viewer, item_id, data.position_ms, clock=resources.get(Clock))


@delete("/items/{item_id:uuid}/progress", guards=_PLAY, tags=["State"], status_code=204)
async def delete_progress(item_id: UUID, viewer: Viewer, tx: Connection, resources: Resources) -> None:
    """Take a title off continue watching; playing it again brings it back where it stopped."""
    await dismiss(tx, viewer, item_id, clock=resources.get(Clock))


@put("/items/{item_id:uuid}/favourite", guards=_KEEP, tags=["State"], status_code=204)
async def put_favourite(item_id: UUID, viewer: Viewer, tx: Connection, resources: Resources) -> None:
    """Mark as a favourite."""
    await set_favourite(tx, viewer, await _require(tx, viewer, resources, item_id), favourite=True)


@delete("/items/{item_id:uuid}/favourite", guards=_KEEP, tags=["State"], status_code=204)
async def delete_favourite(item_id: UUID, viewer: Viewer, tx: Connection, resources: Resources) -> None:
    """Take the favourite mark away."""
    await set_favourite(tx, viewer, await _require(tx, viewer, resources, item_id), favourite=False)


def _undoable(undo_id: UUID) -> Response[None]:
    return Response(None, status_code=204, headers={UNDO_HEADER: str(undo_id)})


async def _require(tx: Connection, viewer: Viewer, resources: Resources, item_id: UUID) -> UUID:
    return (await one_item(tx, viewer, item_id, resources.get(ImageTags))).id


ROUTES: list[HTTPRouteHandler] = [
    get_item,
    get_person,
    refresh_item,
    post_rebuild,
    rematch_file,
    list_files,
    get_home,
    list_genres,
    list_years,
    put_watched,
    delete_watched,
    put_watched_up_to,
    post_undo,
    put_progress,
    delete_progress,
    put_favourite,
    delete_favourite,
    *HIDING_ROUTES,
    stream_events,
]
