"""Libraries and the folder browser over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import delete as http_delete
from litestar import get, patch, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.kit.db import Connection, Database
from matinee.kit.resources import Resources
from matinee.libraries import service
from matinee.libraries.contents import LibraryContents
from matinee.libraries.folders import browse
from matinee.libraries.schemas import (
    FolderListing,
    LibraryChanges,
    LibraryList,
    LibraryView,
    NewLibrary,
    Release,
    RootMove,
    RootMoveResult,
)
from matinee.libraries.service import DataFolder, LibraryWork

_TAGS = ["Libraries"]


def _work(viewer: Viewer, resources: Resources) -> LibraryWork:
    return LibraryWork(resources.get(LibraryContents), resources.get(DataFolder).path, viewer)


@get("/folders", guards=[needs(Permission.MANAGE)], tags=_TAGS, operation_id="browse_folders")
async def browse_folders(path: Annotated[str | None, Parameter(max_length=4096)] = None) -> FolderListing:
    """List the folders inside one, or places to start; with a count of videos below, bounded in time."""
    return await browse(path)


@post("/libraries", guards=[needs(Permission.MANAGE)], tags=_TAGS, operation_id="create_library")
async def create_library(data: NewLibrary, viewer: Viewer, tx: Connection, resources: Resources) -> LibraryView:
    """Make a library. Nothing inside its folders is ever written, renamed or deleted."""
    return await service.create(tx, _work(viewer, resources), data)


@get("/libraries", guards=[needs(Permission.READ)], tags=_TAGS, operation_id="list_libraries")
async def list_libraries(viewer: Viewer, resources: Resources) -> LibraryList:
    """List the libraries the caller may see; paths only for who may manage them."""
    work = _work(viewer, resources)
    counted = await work.contents.counted(viewer)
    async with resources.get(Database).reading() as tx:
        return LibraryList(await service.list_all(tx, work, counted))


@get("/libraries/{library_id:uuid}", guards=[needs(Permission.READ)], tags=_TAGS, operation_id="get_library")
async def get_library(library_id: UUID, viewer: Viewer, resources: Resources) -> LibraryView:
    """Give one library."""
    work = _work(viewer, resources)
    async with resources.get(Database).reading() as tx:
        await service.seen(
            tx, work, library_id
        )  # before anything is counted, which would tell a foreign one by its time
    counted = await work.contents.counted(viewer)
    async with resources.get(Database).reading() as tx:
        return await service.get(tx, work, library_id, counted)


@patch("/libraries/{library_id:uuid}", guards=[needs(Permission.MANAGE)], tags=_TAGS, operation_id="change_library")
async def change_library(
    library_id: UUID, data: LibraryChanges, viewer: Viewer, tx: Connection, resources: Resources
) -> LibraryView:
    """Change a library: absent = unchanged, null = cleared; `paths` is the whole new list of folders."""
    return await service.change(tx, _work(viewer, resources), library_id, data)


@get(
    "/libraries/{library_id:uuid}/deletion",
    guards=[needs(Permission.MANAGE)],
    tags=_TAGS,
    operation_id="preview_library_deletion",
)
async def preview_deletion(library_id: UUID, viewer: Viewer, tx: Connection, resources: Resources) -> Release:
    """Say what deleting a library would let go of, and what would stay; nothing is done."""
    return await service.would_release(tx, _work(viewer, resources), library_id)


@http_delete(
    "/libraries/{library_id:uuid}", guards=[needs(Permission.MANAGE)], tags=_TAGS, operation_id="delete_library"
)
async def delete_library(library_id: UUID, viewer: Viewer, tx: Connection, resources: Resources) -> None:
    """Delete a library: items go only where no other library holds them; history and real files stay."""
    await service.delete(tx, _work(viewer, resources), library_id)


@post(
    "/libraries/{library_id:uuid}/roots/{root_id:uuid}/move",
    guards=[needs(Permission.MANAGE)],
    tags=_TAGS,
    operation_id="move_root",
    status_code=200,
)
async def move_root(
    library_id: UUID, root_id: UUID, data: RootMove, viewer: Viewer, tx: Connection, resources: Resources
) -> RootMoveResult:
    """Point a folder of a library at a new place; a trial tells how many known files are found there."""
    return await service.move_root(tx, _work(viewer, resources), (library_id, root_id), data)


ROUTES: list[HTTPRouteHandler] = [
    browse_folders,
    create_library,
    list_libraries,
    get_library,
    change_library,
    preview_deletion,
    delete_library,
    move_root,
]
