"""What can be done with libraries. Rules only: the caller holds the transaction and commits."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from uuid import UUID

from msgspec import UNSET, Struct, structs

from matinee.access import actor_for
from matinee.access.policy import Viewer
from matinee.journal import Entry, record
from matinee.kit.db import Connection
from matinee.kit.events import Event, announce
from matinee.kit.text import display_path
from matinee.kit.walking import disk_of, left_out
from matinee.libraries import repository
from matinee.libraries.contents import LibraryContents
from matinee.libraries.errors import (
    FolderHasOtherContent,
    FolderNotAnswering,
    LibraryNotFound,
    RootNotFound,
    RuleNotReadable,
)
from matinee.libraries.folders import abandonable, checked_folder
from matinee.libraries.schemas import (
    Counted,
    Counts,
    Library,
    LibraryChanges,
    LibraryView,
    NewLibrary,
    Overview,
    Release,
    Root,
    RootDisk,
    RootMove,
    RootMoveResult,
    StoredRoot,
)

_SAMPLE = 200
_NONE_COUNTED: Mapping[UUID, Counted] = {}
_ENOUGH = 0.5


class DataFolder(Struct, frozen=True):
    """Where Matinee's own data lies: never a library."""

    path: Path


class LibraryWork(Struct, frozen=True):
    """What the acts of this slice need beside the transaction."""

    contents: LibraryContents
    data_dir: Path
    viewer: Viewer


async def create(tx: Connection, work: LibraryWork, wanted: NewLibrary) -> LibraryView:
    """Make a library of folders that exist, can be read, and do not nest."""
    _check_globs(wanted.ignore_globs)
    paths = await _checked(wanted.paths, (), work.data_dir)
    library_id = await repository.add(tx, wanted, paths)
    await _tell(tx, work, "library.created", library_id, wanted.name)
    return await get(tx, work, library_id)


async def get(
    tx: Connection, work: LibraryWork, library_id: UUID, counted: Mapping[UUID, Counted] = _NONE_COUNTED
) -> LibraryView:
    """Give one library, or `LibraryNotFound`. What is not `counted` is counted, as this transaction sees it."""
    return (await _dressed(tx, work, [await seen(tx, work, library_id)], counted))[0]


async def seen(tx: Connection, work: LibraryWork, library_id: UUID) -> Library:
    """Give a library that the viewer may see, or `LibraryNotFound`."""
    found = await repository.by_id(tx, work.viewer, library_id)
    if found is None:
        raise LibraryNotFound("There is no such library.")
    return found


async def list_all(
    tx: Connection, work: LibraryWork, counted: Mapping[UUID, Counted] = _NONE_COUNTED
) -> list[LibraryView]:
    """Give every library the viewer may see."""
    return await _dressed(tx, work, await repository.all_seen(tx, work.viewer), counted)


async def change(tx: Connection, work: LibraryWork, library_id: UUID, wanted: LibraryChanges) -> LibraryView:
    """Change what is named: absent = unchanged, null = cleared."""
    before = await _required(tx, work, library_id)
    if wanted.ignore_globs is None:
        wanted = structs.replace(wanted, ignore_globs=[])
    if wanted.ignore_globs:
        _check_globs(wanted.ignore_globs)
    values = {name: value for name, value in structs.asdict(wanted).items() if value is not UNSET and name != "paths"}
    if values:
        await repository.change(tx, library_id, values)
    if wanted.paths is not UNSET:
        await _change_roots(tx, work, library_id, wanted.paths)
    after = await get(tx, work, library_id)
    await _note_change(tx, work, before, after)
    return after


async def _note_change(tx: Connection, work: LibraryWork, before: Library, after: LibraryView) -> None:
    was, now = structs.asdict(before), structs.asdict(after)
    details: dict[str, object] = {
        name: {"old": was[name], "new": now[name]}
        for name in ("name", "enabled", "scan_interval_s", "ignore_globs", "language")
        if was[name] != now[name]
    }
    paths = {"old": _paths(before.roots), "new": _paths(after.roots)}
    if paths["old"] != paths["new"]:
        details["paths"] = paths
    entry = Entry(actor=actor_for(work.viewer), action="library.updated", target_kind="library", target_id=before.id)
    await record(tx, structs.replace(entry, target_name=before.name, details=details))


def _paths(roots: Sequence[Root]) -> list[str]:
    return sorted(root.path for root in roots if root.path is not None)


def _check_globs(globs: Sequence[str]) -> None:
    for number, why in left_out(globs):
        raise RuleNotReadable(f"“{globs[number - 1]}”: {why}")


async def would_release(tx: Connection, work: LibraryWork, library_id: UUID) -> Release:
    """Say what deleting a library would let go of, and what would stay."""
    if await repository.by_id(tx, work.viewer, library_id) is None:
        raise LibraryNotFound("There is no such library.")
    return await work.contents.would_release(tx, library_id)


async def delete(tx: Connection, work: LibraryWork, library_id: UUID) -> None:
    """Delete a library: its items go only where no other library holds them; history and real files stay."""
    found = await _required(tx, work, library_id)
    await _tell(tx, work, "library.deleted", library_id, found.name)
    await work.contents.release_library(tx, library_id)
    await repository.remove(tx, library_id)


async def move_root(tx: Connection, work: LibraryWork, ids: tuple[UUID, UUID], wanted: RootMove) -> RootMoveResult:
    """Point a root (library id, root id) at another place; a trial only tells what is known to be there."""
    library_id, root_id = ids
    await _required(tx, work, library_id)
    roots = await repository.stored_roots(tx, library_id)
    current = next((root for root in roots if root.id == root_id), None)
    if current is None:
        raise RootNotFound("This library has no such folder.")
    others = [root.path for root in roots if root.id != root_id]
    path = await checked_folder(wanted.path, others, work.data_dir)
    known = await work.contents.known_files(tx, root_id, _SAMPLE)
    found = await _found_at(path, known)
    if wanted.trial:
        return RootMoveResult(len(known), found, moved=False)
    is_other = bool(known) and found < _ENOUGH * len(known)
    if is_other and not wanted.accept_other_content:
        raise FolderHasOtherContent(
            f"Only {found} of {len(known)} known files are at {wanted.path}. If it is a new disk with other content, "
            "say so with accept_other_content: what is known is then shown as missing after the next scan."
        )
    await repository.set_root_path(tx, root_id, path, accepts_other=is_other)
    await _tell(tx, work, "library.root_moved", library_id, display_path(path))
    return RootMoveResult(len(known), found, moved=True)


async def _found_at(path: bytes, known: Sequence[tuple[bytes, int]]) -> int:
    def count() -> int:
        return sum(_has_size(os.path.join(path, name), size) for name, size in known)

    try:
        return await abandonable(count, 20.0)
    except TimeoutError as error:
        raise FolderNotAnswering("The disk at the new place does not answer in time. Try again.") from error


def _has_size(path: bytes, size_bytes: int) -> bool:
    try:
        return os.stat(path).st_size == size_bytes
    except OSError:
        return False


async def _required(tx: Connection, work: LibraryWork, library_id: UUID) -> Library:
    found = await repository.by_id(tx, work.viewer, library_id)
    if found is None:
        raise LibraryNotFound("There is no such library.")
    await repository.lock(tx, library_id)
    return found


async def _checked(wanted: Sequence[str], others: Sequence[bytes], data_dir: Path) -> list[bytes]:
    checked: list[bytes] = []
    for text in wanted:
        checked.append(await checked_folder(text, [*others, *checked], data_dir))
    return checked


async def _change_roots(tx: Connection, work: LibraryWork, library_id: UUID, wanted: Sequence[str]) -> None:
    stored = await repository.stored_roots(tx, library_id)
    kept = [root for root in stored if _is_named(root, wanted)]
    shown = {display_path(root.path) for root in kept}
    new = [text for text in wanted if text.rstrip("/") not in shown]
    added = await _checked(new, [root.path for root in kept], work.data_dir)
    for root in stored:
        if root not in kept:
            await work.contents.release_root(tx, root.id)
            await repository.remove_root(tx, root.id)
    await repository.add_roots(tx, library_id, added)


def _is_named(root: StoredRoot, wanted: Sequence[str]) -> bool:
    return display_path(root.path) in {text.rstrip("/") for text in wanted}


async def _tell(tx: Connection, work: LibraryWork, name: str, library_id: UUID, shown: str) -> None:
    event = Event(name=name, subject_id=library_id, library_ids=[library_id], payload={"name": shown})
    await announce(tx, event)
    entry = Entry(
        actor=actor_for(work.viewer), action=name, target_kind="library", target_id=library_id, target_name=shown
    )
    await record(tx, entry)


async def _dressed(
    tx: Connection, work: LibraryWork, found: Sequence[Library], counted: Mapping[UUID, Counted]
) -> list[LibraryView]:
    overviews = await work.contents.overviews(tx, work.viewer, [each.id for each in found], counted)
    views: list[LibraryView] = []
    for each in found:
        overview = overviews.get(each.id) or Overview(counts=Counts())
        values = {name: getattr(each, name) for name in each.__struct_fields__ if name != "roots"}
        roots = [await _with_disk(_with_files(root, overview)) for root in each.roots]
        told = {name: getattr(overview, name) for name in ("counts", "active_scan", "last_scan", "held_scan")}
        views.append(LibraryView(**values, roots=roots, **told))
    return views


def _with_files(root: Root, overview: Overview[object]) -> Root:
    if root.path is None:
        return root
    files, missing = overview.roots.get(root.id, (0, 0))
    return structs.replace(root, files=files, missing=missing)


async def _with_disk(root: Root) -> Root:
    if root.path is None or root.state == "offline":
        return root
    path = os.fsencode(root.path)
    try:
        disk = await abandonable(lambda: _disk(path), 0.5)
    except (TimeoutError, OSError):
        return root
    return structs.replace(root, disk=disk, free_bytes=disk.free_bytes)


def _disk(path: bytes) -> RootDisk:
    room, disk = os.statvfs(path), disk_of(path)
    total = room.f_blocks * room.f_frsize
    return RootDisk(disk.kind, disk.source, disk.is_remote, room.f_bavail * room.f_frsize, total)
