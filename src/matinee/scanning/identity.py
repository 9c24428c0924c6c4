"""Is it the disk seen before? First by what was there, then by what the file system says of itself."""

import urllib.parse
from uuid import UUID

import msgspec

from matinee.kit.db import Connection
from matinee.kit.text import display_path
from matinee.kit.walking import Disk, Mount, Report
from matinee.scanning.repository import compare

_PROBLEMS = {
    "root_missing": "The folder is not there: the disk is not mounted, or the folder was renamed.",
    "root_not_a_folder": "In place of the folder lies a file.",
    "root_unreadable": "The server may not read the folder any more.",
    "root_failing": "The disk answers with errors.",
    "not_answering": "The disk does not answer.",
}


class Remembered(msgspec.Struct, frozen=True):
    """What is remembered of a file system below a root."""

    disk: Disk
    inode: int


class Identity(msgspec.Struct, frozen=True):
    """What is remembered of a root: its file systems by where they begin, percent-escaped."""

    mounts: dict[str, Remembered] = {}


class Found(msgspec.Struct):
    """How a root was found: what of it is away, and what is to be remembered."""

    offline: dict[bytes, str] = {}
    """Where a missing disk begins, and why in words; the root itself is the empty path."""
    identity: Identity = Identity()


def problem_in_words(report: Report) -> str | None:
    """Say why the root could not be walked at all."""
    if report.problem is None:
        return None
    return _PROBLEMS.get(report.problem, report.problem_detail)


async def identify(tx: Connection, root_id: UUID, stored: dict[str, object] | None, report: Report) -> Found:
    """Judge each file system of a walked root (its rows loaded) by the files known there.

    One known file found with its size makes it the disk seen before. Where not one is found of those known, it is the
    same only when the file system and the folder surely are: then its files were deleted, and a plan will say so.
    Else it is away: an empty mount point, another disk, a folder made anew.
    """
    before = msgspec.convert(stored or {}, Identity).mounts
    now = {mount.prefix: mount for mount in report.mounts}
    found = Found(identity=Identity(dict(before)))
    prefixes = sorted({*now, *(_unescaped(prefix) for prefix in before)}, key=len)
    for prefix in prefixes:
        if any(_lies_below(prefix, away) for away in found.offline):
            continue
        known, present = await compare.known_and_found(tx, root_id, prefix)
        old, new = before.get(_escaped(prefix)), now.get(prefix)
        if known and not present and not _is_surely_same(old, new):
            found.offline[prefix] = _words(prefix, new)
        elif new is not None:
            found.identity.mounts[_escaped(prefix)] = Remembered(new.disk, new.inode)
        else:
            found.identity.mounts.pop(_escaped(prefix), None)
    return found


def _is_surely_same(old: Remembered | None, new: Mount | None) -> bool:
    if old is None or new is None:
        return old is None and new is not None and bool(new.prefix)
    return old.disk.is_surely(new.disk) and old.inode == new.inode


def _words(prefix: bytes, new: Mount | None) -> str:
    where = f"“{display_path(prefix)}”" if prefix else "The folder"
    if new is None:
        return f"{where} was a disk of its own that is not mounted now."
    return f"{where} holds none of the files known there: the disk is not mounted, or it is another one."


def _lies_below(path: bytes, folder: bytes) -> bool:
    return not folder or path == folder or path.startswith(folder + b"/")


def _escaped(prefix: bytes) -> str:
    return urllib.parse.quote_from_bytes(prefix)


def _unescaped(prefix: str) -> bytes:
    return urllib.parse.unquote_to_bytes(prefix)
