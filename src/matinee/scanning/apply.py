"""Applying a plan: batches that each commit alone, in the order of the plan, the same result when repeated."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

import msgspec

from matinee.catalog.artwork import is_picture, videos_of_pictures
from matinee.catalog.content_type import ContentType, FoundVideo
from matinee.catalog.placing import NewItem, Placed, PlacingRun, place, videos_beside
from matinee.catalog.presence import items_below, items_of_files, move_versions, recount, remove_if_unused
from matinee.catalog.sidecars import attach_sidecars
from matinee.kit.db import Connection
from matinee.kit.ids import new_id
from matinee.scanning.records import Change
from matinee.scanning.repository import cut_off, files, scans
from matinee.scanning.repository.files import FileRow
from matinee.scanning.retitle import retitle_moved

BATCH = 500
_LAST_S = 253_370_764_800  # the year 9999, the last that datetime knows
_NS = 1_000_000_000
_NFO = b".nfo"


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
    """(root, folder, file) of videos to be probed, and of those whose titles' pictures changed."""
    items: set[UUID] = msgspec.field(default_factory=set[UUID])


class _Sorted(msgspec.Struct):
    """A batch by what is to be done."""

    added: list[FileRow] = []
    refreshed: list[FileRow] = []
    is_changed: list[bool] = []
    moved: list[FileRow] = []
    hidden: list[UUID] = []
    folders: set[tuple[UUID, bytes]] = msgspec.field(default_factory=set[tuple[UUID, bytes]])
    described: set[tuple[UUID, bytes]] = msgspec.field(default_factory=set[tuple[UUID, bytes]])
    """Folders with a new, changed or lost NFO file."""
    pictures: set[tuple[UUID, bytes]] = msgspec.field(default_factory=set[tuple[UUID, bytes]])
    """Picture files that are new, changed, moved or lost, by their place before and now."""


async def apply_batch(
    tx: Connection, work: Applying, changes: Sequence[Change], following: Change | None = None
) -> Applied:
    """Apply some changes of one plan in the caller's transaction; `following` is the first of the next batch.

    The sidecars of a folder that goes on in it are left to its last batch: a folder of 200,000 files is looked through
    once, not once in each batch.
    """
    known = [change.file_id for change in changes if change.file_id is not None]
    touched = await items_of_files(tx, known) if known else set[UUID]()
    batch = _sorted(work, changes)
    await files.add(tx, batch.added)
    await files.refresh(tx, batch.refreshed, changed=batch.is_changed)
    await files.move(tx, batch.moved)
    if batch.moved:
        await move_versions(tx, work.library_id, [row.id for row in batch.moved])
    await files.hide(tx, batch.hidden, work.now)
    placed = await _place(tx, work, batch)
    await _attach(tx, batch.folders - (_sorted(work, [following]).folders if following else set()))
    touched |= placed.items | placed.left | await items_below(tx, batch.described)
    await recount(tx, touched, work.now)
    await remove_if_unused(tx, placed.left)
    await scans.mark_applied(tx, work.scan_id, [change.ordinal for change in changes])
    fresh = [row for row, differs in zip(batch.refreshed, batch.is_changed, strict=True) if differs]
    probes = [(row.root_id, row.folder, row.id) for row in (*batch.added, *fresh) if row.kind == "video"]
    if not work.is_first_scan:
        probes += [(near.root_id, near.folder, near.file_id) for near in await videos_of_pictures(tx, batch.pictures)]
    return Applied(len(changes), placed.new_items, probes, touched)


def whole_folders(changes: Sequence[Change], most: int) -> Sequence[Change]:
    """Give the changes of the next batch; of a folder that would be cut in two, nothing, unless it is all there is.

    So a film and what lies beside it appear together: whoever dresses the film finds its poster.
    """
    if len(changes) <= most:
        return changes
    cut = _folder(changes[most].path)
    whole = next((end for end in range(most, 0, -1) if _folder(changes[end - 1].path) != cut), most)
    return changes[:whole]


async def finish_cut_off(tx: Connection, work: Applying) -> None:
    """Attach the sidecars in folders in the middle of which an earlier scan of the library was killed or cancelled."""
    await _attach(tx, _sorted(work, await cut_off.first_not_applied(tx, work.library_id)).folders)
    await cut_off.let_go(tx, work.library_id)


async def _attach(tx: Connection, folders: set[tuple[UUID, bytes]]) -> None:
    for root_id in {root for root, _ in folders}:
        await attach_sidecars(tx, root_id, [folder for root, folder in folders if root == root_id])


def _sorted(work: Applying, changes: Sequence[Change]) -> _Sorted:
    batch = _Sorted()
    for change in changes:
        if change.path.lower().endswith(_NFO):
            batch.described.add((change.root_id, _folder(change.path)))
        if is_picture(change.path):
            batch.pictures.add((change.root_id, change.path))
        if change.action == "hide":
            if change.file_id is not None:
                batch.hidden.append(change.file_id)
            batch.folders.add((change.root_id, _folder(change.path)))
            continue
        row = _row(work, change)
        batch.folders |= {(change.root_id, _folder(change.path)), (row.root_id, row.folder)}
        if row.path.lower().endswith(_NFO):
            batch.described.add((row.root_id, row.folder))
        if row.kind == "image":
            batch.pictures.add((row.root_id, row.path))
        if change.action == "add":
            batch.added.append(row)
        elif change.action == "move":
            batch.moved.append(row)
        else:
            batch.refreshed.append(row)
            batch.is_changed.append(bool(change.details.get("changed", True)))
    return batch


def _row(work: Applying, change: Change) -> FileRow:
    found = msgspec.convert(change.details, _Found)
    path = change.path if found.to is None else bytes.fromhex(found.to)
    return FileRow(
        id=change.file_id or new_id(),
        root_id=found.to_root or change.root_id,
        path=path,
        folder=_folder(path),
        kind=found.kind,
        size_bytes=found.size_bytes,
        mtime_ns=found.mtime_ns,
        inode=found.inode,
        first_seen_at=work.now,
    )


class _Found(msgspec.Struct, frozen=True):
    """What a change's details hold."""

    size_bytes: int
    mtime_ns: int
    inode: int
    kind: str
    to: str | None = None
    to_root: UUID | None = None


def _folder(path: bytes) -> bytes:
    return path.rpartition(b"/")[0]


async def _place(tx: Connection, work: Applying, batch: _Sorted) -> Placed:
    videos = [row for row in (*batch.added, *batch.moved) if row.kind == "video"]
    if not videos:
        return Placed()
    locked = await files.locked(tx, [row.id for row in batch.moved])
    beside = await videos_beside(tx, [row.id for row in videos])
    found = [FoundVideo(row.id, row.path, beside=beside.get(row.id, ())) for row in videos if row.id not in locked]
    placements = work.content.group(found)
    if batch.moved:
        moved = {row.id for row in batch.moved}
        again = [each for each in placements if each.file_id in moved]
        await retitle_moved(tx, work.scan_id, again, work.now)
    modified = {row.id: _time(row.mtime_ns) for row in batch.added}
    return await place(tx, PlacingRun(work.library_id, work.now, work.is_first_scan, modified), placements)


def _time(ns: int) -> datetime:
    return datetime.fromtimestamp(max(0, min(ns // _NS, _LAST_S)), UTC)
