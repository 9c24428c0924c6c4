"""Scans, plans and what was passed over, as clients see them."""

import os
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from matinee.access.policy import Permission, Viewer
from matinee.kit.db import Connection, Page, decode_cursor, encode_cursor
from matinee.kit.text import display_path
from matinee.libraries import LibraryNotFound, by_id
from matinee.scanning.errors import ScanNotFound
from matinee.scanning.records import (
    Action,
    Change,
    Counts,
    HiddenFolder,
    HiddenFolders,
    Hold,
    IgnoredPage,
    PassedOver,
    PlannedChange,
    ReasonCount,
    Scan,
    ScanProgress,
    ScanState,
)
from matinee.scanning.repository import hidden as hidden_folders
from matinee.scanning.repository import ignored as ignored_paths
from matinee.scanning.repository import progress, scans
from matinee.scanning.repository.ignored import Sought
from matinee.scanning.repository.scans import ScanRow

_SORT, _PLAN, _ISSUES, _IGNORED, _HIDDEN = "-requested_at", "plan", "issues", "ignored", "-hidden"


async def scan_view(tx: Connection, viewer: Viewer, row: ScanRow) -> Scan:
    """Dress a stored scan with its job's progress; paths only for who may manage libraries."""
    told = None
    if row.state == "running" and row.job_id is not None:
        given = await progress.of_job(tx, row.job_id)
        told = None if given is None else msgspec.convert(given, ScanProgress, strict=False)
    manages = viewer.may(Permission.MANAGE)
    if told is not None and not manages:
        told = msgspec.structs.replace(told, message="")
    counts = msgspec.convert(row.counts, Counts)
    end = row.finished_at or (datetime.now(UTC) if row.state == "running" else None)
    seconds = None if row.started_at is None or end is None else max(0.0, (end - row.started_at).total_seconds())
    return Scan(
        id=row.id,
        library_id=row.library_id,
        state=msgspec.convert(row.state, ScanState),
        phase=None if told is None else told.phase,
        counts=counts,
        progress=told,
        hold_reason=row.hold_reason if manages else None,
        holds=msgspec.convert(row.holds, list[Hold]) if manages and row.state == "held" else [],
        error=row.error if manages else None,
        scope=display_path(row.scope) if manages and row.scope is not None else None,
        requested_at=row.requested_at,
        started_at=row.started_at,
        finished_at=row.finished_at,
        seconds=seconds,
        job_id=row.job_id,
    )


async def one(tx: Connection, viewer: Viewer, scan_id: UUID) -> Scan:
    """Give a scan, or `ScanNotFound`; of a running one, what it has done so far."""
    row = await required(tx, viewer, scan_id)
    told = await scan_view(tx, viewer, row)
    if row.state != "running":
        return told
    so_far = await scans.tally(tx, scan_id)
    counts = Counts(found=told.progress.current if told.progress else 0, **so_far.counts())
    return msgspec.structs.replace(told, counts=counts)


async def required(tx: Connection, viewer: Viewer, scan_id: UUID) -> ScanRow:
    """Give a stored scan that the viewer may see, or `ScanNotFound`."""
    row = await scans.by_id(tx, viewer, scan_id)
    if row is None:
        raise ScanNotFound("There is no such scan.")
    return row


async def history(tx: Connection, viewer: Viewer, library_id: UUID, limit: int, cursor: str | None) -> Page[Scan]:
    """Give the scans of a library, latest first."""
    before = None if cursor is None else decode_cursor(cursor, _SORT, tuple[datetime, UUID])
    rows = await scans.of_library(tx, viewer, library_id, limit + 1, before)
    items = [await scan_view(tx, viewer, row) for row in rows[:limit]]
    more = len(rows) > limit
    return Page(items, encode_cursor(_SORT, (items[-1].requested_at, items[-1].id)) if more else None)


async def plan(
    tx: Connection, viewer: Viewer, scan_id: UUID, action: Action | None, limit: int, cursor: str | None
) -> Page[PlannedChange]:
    """Give what a scan will do or did, path by path."""
    await required(tx, viewer, scan_id)
    after = 0 if cursor is None else decode_cursor(cursor, _PLAN, tuple[int])[0]
    rows = await scans.plan_rows(tx, scan_id, action, after, limit + 1)
    items = [_change(change, is_applied=is_applied) for change, is_applied in rows[:limit]]
    return Page(items, encode_cursor(_PLAN, (rows[limit - 1][0].ordinal,)) if len(rows) > limit else None)


def _change(change: Change, *, is_applied: bool) -> PlannedChange:
    size, to = change.details.get("size_bytes"), change.details.get("to")
    return PlannedChange(
        action=change.action,
        path=display_path(change.path),
        to_path=display_path(bytes.fromhex(to)) if isinstance(to, str) else None,
        size_bytes=size if isinstance(size, int) else None,
        is_applied=is_applied,
    )


async def hidden(tx: Connection, viewer: Viewer, scan_id: UUID, limit: int, cursor: str | None) -> HiddenFolders:
    """Give what a plan hides, folder by folder."""
    await required(tx, viewer, scan_id)
    after = None if cursor is None else decode_cursor(cursor, _HIDDEN, tuple[int, str, str])
    key = None if after is None else (after[0], bytes.fromhex(after[1]), bytes.fromhex(after[2]))
    rows = await hidden_folders.folders(tx, scan_id, key, limit + 1)
    items = [
        HiddenFolder(
            display_path(os.path.join(row.root, row.folder) if row.folder else row.root),
            row.hidden,
            row.files,
            [display_path(os.path.basename(each)) for each in row.examples],
        )
        for row in rows[:limit]
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    more = None if last is None else encode_cursor(_HIDDEN, (last.hidden, last.root.hex(), last.folder.hex()))
    return HiddenFolders(
        items, more, await hidden_folders.counts(tx, scan_id), await hidden_folders.titles(tx, scan_id)
    )


async def ignored(
    tx: Connection, viewer: Viewer, library_id: UUID, sought: Sought, limit: int, cursor: str | None
) -> IgnoredPage:
    """Give what the last walk of a library passed over, whole path by whole path."""
    if await by_id(tx, viewer, library_id) is None:
        raise LibraryNotFound("There is no such library.")
    after = None if cursor is None else decode_cursor(cursor, _IGNORED, tuple[str, str])
    key = None if after is None else (bytes.fromhex(after[0]), bytes.fromhex(after[1]))
    rows = await ignored_paths.page(tx, viewer, library_id, sought, key, limit + 1)
    items = [
        PassedOver(display_path(root + b"/" + path), reason, detail) for root, path, reason, detail in rows[:limit]
    ]
    last = rows[limit - 1] if len(rows) > limit else None
    more = None if last is None else encode_cursor(_IGNORED, (last[0].hex(), last[1].hex()))
    counts = [ReasonCount(*each) for each in await ignored_paths.reasons(tx, viewer, library_id)]
    return IgnoredPage(items, more, counts)


async def issues(tx: Connection, viewer: Viewer, scan_id: UUID, limit: int, cursor: str | None) -> Page[PassedOver]:
    """Give what a scan could not read, with the reason."""
    await required(tx, viewer, scan_id)
    after = 0 if cursor is None else decode_cursor(cursor, _ISSUES, tuple[int])[0]
    rows = await scans.issue_rows(tx, scan_id, after, limit + 1)
    items = [PassedOver(display_path(issue.path), issue.reason, issue.detail or None) for _, issue in rows[:limit]]
    return Page(items, encode_cursor(_ISSUES, (rows[limit - 1][0],)) if len(rows) > limit else None)
