"""Scans and their plans over HTTP."""

from typing import Annotated
from uuid import UUID

import msgspec
from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.catalog import TitleFollowers
from matinee.kit.clock import Clock
from matinee.kit.db import Connection, Page
from matinee.kit.resources import Resources
from matinee.libraries import LibraryNotFound, by_id
from matinee.scanning import missing, requests, views
from matinee.scanning.jobs import ScanRequested
from matinee.scanning.missing import Forget, Forgotten, MissingPage
from matinee.scanning.records import Action, HiddenFolders, IgnoredPage, PassedOver, PlannedChange, Scan
from matinee.scanning.repository.ignored import Sought

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
    scan_id: UUID,
    viewer: Viewer,
    tx: Connection,
    action: Action | None = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> Page[PlannedChange]:
    """Give what a scan will do or did, path by path: all of it, or one kind of change."""
    return await views.plan(tx, viewer, scan_id, action, limit, cursor)


@get(
    "/scans/{scan_id:uuid}/plan/hidden",
    guards=[needs(Permission.MANAGE)],
    tags=_TAGS,
    operation_id="get_hidden_by_plan",
)
async def get_hidden(
    scan_id: UUID, viewer: Viewer, tx: Connection, limit: Limit = 20, cursor: Cursor = None
) -> HiddenFolders:
    """Give what a plan hides folder by folder, with some names, those with most first; and its changes counted."""
    return await views.hidden(tx, viewer, scan_id, limit, cursor)


@get("/scans/{scan_id:uuid}/issues", guards=[needs(Permission.MANAGE)], tags=_TAGS, operation_id="get_scan_issues")
async def get_issues(
    scan_id: UUID, viewer: Viewer, tx: Connection, limit: Limit = 100, cursor: Cursor = None
) -> Page[PassedOver]:
    """Give what a scan could not read, each path with its reason."""
    return await views.issues(tx, viewer, scan_id, limit, cursor)


@get(
    "/libraries/{library_id:uuid}/ignored",
    guards=[needs(Permission.MANAGE)],
    tags=_TAGS,
    operation_id="list_ignored_paths",
)
async def list_ignored(  # noqa: PLR0913 - Litestar hands each in by name
    library_id: UUID,
    viewer: Viewer,
    tx: Connection,
    *,
    reason: Annotated[str | None, Parameter(max_length=50)] = None,
    q: Annotated[str | None, Parameter(max_length=200)] = None,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> IgnoredPage:
    """List what the last scan of a library passed over, each path with the reason; `q` is sought in the paths."""
    return await views.ignored(tx, viewer, library_id, Sought(reason, q), limit, cursor)


@get(
    "/libraries/{library_id:uuid}/missing",
    guards=[needs(Permission.MANAGE)],
    tags=_TAGS,
    operation_id="list_missing_files",
)
async def list_missing(  # noqa: PLR0913 - Litestar hands each in by name
    library_id: UUID,
    viewer: Viewer,
    tx: Connection,
    *,
    older_than_days: Annotated[int, Parameter(ge=missing.KEPT_DAYS, le=36_500)] = missing.KEPT_DAYS,
    only_forgettable: bool = False,
    limit: Limit = 100,
    cursor: Cursor = None,
) -> MissingPage:
    """List the missing files of a library, and what of them may be forgotten at once.

    With `only_forgettable`, exactly those are listed that the token stands for.
    """
    wanted = missing.Listed(older_than_days, only_forgettable)
    return await missing.list_missing(tx, viewer, library_id, wanted, limit, cursor)


@post(
    "/libraries/{library_id:uuid}/forget",
    guards=[needs(Permission.MANAGE)],
    tags=_TAGS,
    operation_id="forget_missing_files",
    status_code=200,
)
async def forget_missing(
    library_id: UUID, viewer: Viewer, tx: Connection, resources: Resources, data: Forget
) -> Forgotten:
    """Forget files that have been missing for 30 days: by id, or as a listing showed them. History stays."""
    followers = resources.find(TitleFollowers) or TitleFollowers()
    return await missing.forget(tx, viewer, library_id, data, resources.get(Clock), followers)


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


@post(
    "/scans/{scan_id:uuid}/cancel",
    guards=[needs(Permission.MANAGE)],
    tags=_TAGS,
    operation_id="cancel_scan",
    status_code=204,
)
async def cancel_scan(scan_id: UUID, viewer: Viewer, tx: Connection) -> None:
    """Stop a scan that waits or runs; what it did stays, nothing is hidden for it."""
    await requests.cancel_scan(tx, viewer, scan_id)


ROUTES: list[HTTPRouteHandler] = [
    scan_library,
    list_scans,
    get_scan,
    get_plan,
    get_hidden,
    get_issues,
    list_ignored,
    list_missing,
    forget_missing,
    apply_scan,
    dismiss_scan,
    cancel_scan,
]
