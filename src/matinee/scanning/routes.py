"""Scans and their plans over HTTP."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.kit.db import Connection, Page
from matinee.libraries import LibraryNotFound, by_id
from matinee.scanning import requests, views
from matinee.scanning.jobs import ScanRequested
from matinee.scanning.records import PassedOver, PlannedChange, Scan

_TAGS = ["Scans"]
Limit = Annotated[int, Parameter(ge=1, le=500)]
Cursor = Annotated[str | None, Parameter(max_length=2000)]


class ScanBody(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How much to scan: a path at or below a folder of the library, or all of it."""

    path: Annotated[str, msgspec.Meta(min_length=1, max_length=4096)] | None = None


@post(
    "/libraries/{library_id:uuid}/scan",
    guards=[needs(Permission.MANAGE)],
    tags=_TAGS,
    operation_id="scan_library",
    status_code=202,
)
async def scan_library(library_id: UUID, viewer: Viewer, tx: Connection, data: ScanBody | None = None) -> ScanRequested:
    """Scan a library, or one path of it."""
    return await requests.request_scan(tx, viewer, library_id, None if data is None else data.path)


@get("/libraries/{library_id:uuid}/scans", guards=[needs(Permission.READ)], tags=_TAGS, operation_id="list_scans")
async def list_scans(
    library_id: UUID, viewer: Viewer, tx: Connection, limit: Limit = 50, cursor: Cursor = None
) -> Page[Scan]:
    """List the scans of a library, latest first."""
    if await by_id(tx, viewer, library_id) is None:
        raise LibraryNotFound("There is no such library.")
    return await views.history(tx, viewer, library_id, limit, cursor)


@get("/scans/{scan_id:uuid}", guards=[needs(Permission.READ)], tags=_TAGS, operation_id="get_scan")
async def get_scan(scan_id: UUID, viewer: Viewer, tx: Connection) -> Scan:
    """Give one scan: its state, counts and progress."""
    return await views.one(tx, viewer, scan_id)


@get("/scans/{scan_id:uuid}/plan", guards=[needs(Permission.MANAGE)], tags=_TAGS, operation_id="get_scan_plan")
async def get_plan(
    scan_id: UUID, viewer: Viewer, tx: Connection, limit: Limit = 100, cursor: Cursor = None
) -> Page[PlannedChange]:
    """Give what a scan will do or did, path by path."""
    return await views.plan(tx, viewer, scan_id, limit, cursor)


@get("/scans/{scan_id:uuid}/issues", guards=[needs(Permission.MANAGE)], tags=_TAGS, operation_id="get_scan_issues")
async def get_issues(
    scan_id: UUID, viewer: Viewer, tx: Connection, limit: Limit = 100, cursor: Cursor = None
) -> Page[PassedOver]:
    """Give what a scan passed over or could not read, each path with its reason."""
    return await views.issues(tx, viewer, scan_id, limit, cursor)


@post(
    "/scans/{scan_id:uuid}/apply",
    guards=[needs(Permission.MANAGE)],
    tags=_TAGS,
    operation_id="apply_scan",
    status_code=202,
)
async def apply_scan(scan_id: UUID, viewer: Viewer, tx: Connection) -> ScanRequested:
    """Approve a held plan."""
    return await requests.apply_held(tx, viewer, scan_id)


@post(
    "/scans/{scan_id:uuid}/dismiss",
    guards=[needs(Permission.MANAGE)],
    tags=_TAGS,
    operation_id="dismiss_scan",
    status_code=204,
)
async def dismiss_scan(scan_id: UUID, viewer: Viewer, tx: Connection) -> None:
    """Let a held plan go; nothing of it is hidden."""
    await requests.dismiss_held(tx, viewer, scan_id)


ROUTES: list[HTTPRouteHandler] = [
    scan_library,
    list_scans,
    get_scan,
    get_plan,
    get_issues,
    apply_scan,
    dismiss_scan,
]
