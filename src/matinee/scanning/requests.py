"""Asking for scans, and deciding on plans that wait."""

import os
from uuid import UUID

from matinee.access import actor_for
from matinee.access.policy import Viewer
from matinee.journal import Entry, record
from matinee.kit.db import Connection
from matinee.kit.jobs import cancel as cancel_job
from matinee.libraries import LibraryNotFound, by_id, stored_roots
from matinee.scanning import announcing
from matinee.scanning.errors import NothingHeld, ScanIsOver, ScopeOutside
from matinee.scanning.jobs import ScanRequested, enqueue_scan
from matinee.scanning.repository import scans
from matinee.scanning.views import required


async def request_scan(tx: Connection, viewer: Viewer, library_id: UUID, path: str | None = None) -> ScanRequested:
    """Ask for a scan of a library, or of one path of it. A request that meets a waiting one is that one."""
    if await by_id(tx, viewer, library_id) is None:
        raise LibraryNotFound("There is no such library.")
    scope = None if path is None else await _scope(tx, library_id, path)
    asked = await enqueue_scan(tx, library_id, scope)
    await _record(tx, viewer, "library.scan_requested", library_id, asked.scan_id)
    return asked


async def _record(tx: Connection, viewer: Viewer, action: str, library_id: UUID, scan_id: UUID) -> None:
    library = await by_id(tx, viewer, library_id)
    entry = Entry(
        actor=actor_for(viewer),
        action=action,
        target_kind="library",
        target_id=library_id,
        target_name=None if library is None else library.name,
        details={"scan_id": str(scan_id)},
    )
    await record(tx, entry)


async def _scope(tx: Connection, library_id: UUID, path: str) -> bytes:
    scope = os.path.normpath(os.fsencode(path))  # noqa: ASYNC240 - no disk is asked
    for root in await stored_roots(tx, library_id):
        if scope == root.path or scope.startswith(root.path.rstrip(b"/") + b"/"):
            return scope
    raise ScopeOutside("Give a path at or below one of the library's folders.")


async def apply_held(tx: Connection, viewer: Viewer, scan_id: UUID) -> ScanRequested:
    """Let a held plan be applied: the library is scanned again, and what was approved is hidden without asking."""
    row = await required(tx, viewer, scan_id)
    if row.state != "held":
        raise NothingHeld("Only a held plan can be applied. A newer scan may have replaced it.")
    await _record(tx, viewer, "library.plan_applied", row.library_id, scan_id)
    return await enqueue_scan(tx, row.library_id, row.scope, approves=scan_id)


async def cancel_scan(tx: Connection, viewer: Viewer, scan_id: UUID) -> None:
    """Stop a scan that waits or runs. What it did stays, what it did not look at is as it was known before."""
    row = await required(tx, viewer, scan_id)
    if row.state not in scans.OPEN_STATES or row.job_id is None or not await cancel_job(tx, row.job_id):
        raise ScanIsOver("Only a scan that waits or runs can be cancelled. This one is over.")
    if row.state == "waiting":
        await announcing.close_abandoned(tx)
    await _record(tx, viewer, "library.scan_cancelled", row.library_id, scan_id)


async def dismiss_held(tx: Connection, viewer: Viewer, scan_id: UUID) -> None:
    """Let a held plan go: nothing of it is hidden; the next scan looks again."""
    row = await required(tx, viewer, scan_id)
    if row.state != "held":
        raise NothingHeld("Only a held plan can be dismissed.")
    await _record(tx, viewer, "library.plan_dismissed", row.library_id, scan_id)
    await scans.change(tx, scan_id, state="dismissed")
    await announcing.plan_dismissed(tx, row.library_id, scan_id)
