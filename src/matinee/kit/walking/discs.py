"""Disc folders: a BDMV or VIDEO_TS folder is one film; its longest stream stands for it, the others are no titles."""

import os
import re

from matinee.kit.walking.folder import FolderReader, Task, Visit
from matinee.kit.walking.packing import Found
from matinee.kit.walking.records import Issue, Status

DISC_FOLDERS = frozenset({b"BDMV", b"VIDEO_TS"})
_TITLE_SET = re.compile(rb"(?i)VTS_(\d+)_([1-9]\d*)\.VOB")


def read_disc(reader: FolderReader, task: Task) -> Visit:
    """Read a disc folder: the largest M2TS of a Blu-ray, the files of the largest title set of a DVD."""
    is_bluray = os.path.basename(task.path).upper() == b"BDMV"
    folder = task.path
    visit = Visit(task)
    try:
        status, entries = _listing(reader, folder)
        reader.enter(visit, status)
        if is_bluray:
            stream = next(
                (name for name, entry in entries if name.upper() == b"STREAM" and entry.kind == "folder"), None
            )
            folder = os.path.join(folder, stream) if stream else folder
            chosen = _largest(_listing(reader, folder)[1]) if stream else []
        else:
            chosen = _largest_title_set(entries)
    except OSError as error:
        visit.unknown = [task.path]
        visit.issues = [Issue(task.path, "unreadable", error.strerror or str(error))]
        return visit
    visit.found = [
        Found(os.path.join(folder, name), entry.size_bytes, entry.mtime_ns, entry.inode, b"video")
        for name, entry in chosen
    ]
    reader.pack(visit)
    words = (
        "A disc folder is one film: its longest stream stands for it." if chosen else "A disc folder without streams."
    )
    visit.issues.append(Issue(task.path, "disc_folder", words))
    return visit


def _listing(reader: FolderReader, folder: bytes) -> tuple[Status, list[tuple[bytes, Status]]]:
    limit = reader.request.limits.entries_per_folder
    status, entries = reader.tree.listing(reader.absolute(folder), limit, reader.real_root)
    return status, sorted(entries)


def _largest(entries: list[tuple[bytes, Status]]) -> list[tuple[bytes, Status]]:
    streams = [each for each in entries if each[1].kind == "file" and each[0].lower().endswith((b".m2ts", b".mts"))]
    return [max(streams, key=lambda each: each[1].size_bytes)] if streams else []


def _largest_title_set(entries: list[tuple[bytes, Status]]) -> list[tuple[bytes, Status]]:
    sets: dict[bytes, list[tuple[bytes, Status]]] = {}
    for name, entry in entries:
        found = _TITLE_SET.fullmatch(name)
        if found and entry.kind == "file":
            sets.setdefault(found[1], []).append((name, entry))
    if not sets:
        return []
    return max(sets.values(), key=lambda files: sum(entry.size_bytes for _, entry in files))
