"""Applying a plan: batches that each commit alone, in the order of the plan, the same result when repeated."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec

from matinee.catalog.content_type import ContentType
from matinee.catalog.placing import NewItem
from matinee.catalog.presence import items_of_files, recount, remove_unnamed
from matinee.kit.db import Connection
from matinee.scanning.records import Change
from matinee.scanning.repository import files, scans

BATCH = 500
_LAST_NS = 253_402_214_400_000_000_000  # the year 9999, the last that datetime knows


class Applying(msgspec.Struct, frozen=True):
    """The circumstances of applying one scan's plan."""

    scan_id: UUID
    library_id: UUID
    content: ContentType
    now: datetime
    is_first_scan: bool


class Applied(msgspec.Struct):
    """What one batch did."""

    changes: int = 0
    new_items: list[NewItem] = []
    probes: list[tuple[UUID, bytes, UUID]] = []
    """(root, folder, file) of videos to be probed."""
    items: set[UUID] = msgspec.field(default_factory=set[UUID])
    inbox: int = 0


async def apply_batch(tx: Connection, work: Applying, changes: Sequence[Change]) -> Applied:
    """Apply some changes of one plan in the caller's transaction."""
    applied = Applied(changes=len(changes))
    known = [change for change in changes if change.file_id is not None]
    touched = await items_of_files(tx, [change.file_id for change in known if change.file_id]) if known else set[UUID]()
    added = [_row(work, change) for change in changes if change.action == "add"]
    await files.add(tx, added)
    refreshed = [change for change in known if change.action in {"update", "return"}]
    is_changed = [bool(change.details.get("changed", True)) for change in refreshed]
    await files.refresh(tx, [_row(work, change) for change in refreshed], changed=is_changed)
    moved = [_row(work, change) for change in known if change.action == "move"]
    await files.move(tx, moved)
    await files.hide(tx, [change.file_id for change in known if change.action == "hide" and change.file_id], work.now)
    placed = await _place(tx, work, [row for row in (*added, *moved) if row.kind == "video"], moved)
    await _attach(tx, changes, (*added, *moved))
    touched |= placed.items | placed.left
    await recount(tx, touched, work.now)
    if placed.left:
        await remove_unnamed(tx, sorted(await _fileless(tx, placed.left)))
    await scans.mark_applied(tx, work.scan_id, [change.ordinal for change in changes])
    applied.new_items, applied.items, applied.inbox = placed.new_items, touched, placed.inbox
    fresh = [row for row, differs in zip(map(lambda c: _row(work, c), refreshed), is_changed, strict=True) if differs]
    applied.probes = [(row.root_id, row.folder, row.id) for row in (*added, *fresh) if row.kind == "video"]
    return applied
