"""A file system as the walker sees it: the real one, behind a port that tests can make fail on demand."""

import contextlib
import errno
import os
import stat
from itertools import islice
from typing import Protocol

from matinee.kit.walking.records import Disk, EntryKind, Listing, Status

OTHER_DEVICE = -1
"""The number of a device that was not asked yet: another than that of the folder around it."""
_POINT = 4
"""The mount point's place in a line of mountinfo, proc(5)."""


class Tree(Protocol):
    """What the walker asks of a file system. Every call may raise OSError, or never come back."""

    def listing(self, path: bytes, limit: int, inside: bytes) -> Listing:
        """List a folder whole, links not followed; more than `limit` entries raise `TooManyEntries`.

        A folder that, once opened, lies outside of `inside` raises `LeavesRoot`: a link was swapped in on the way.
        """
        ...

    def status(self, path: bytes, *, follow: bool = True) -> Status:
        """Look at one path."""
        ...

    def real_path(self, path: bytes) -> bytes:
        """Follow every link of a path."""
        ...

    def disk(self, path: bytes) -> Disk:
        """Tell of the file system a path lies on."""
        ...

    def mounts_below(self, path: bytes) -> frozenset[bytes]:
        """Give where other file systems begin below a real path, relative to it; bind mounts of one disk, too."""
        ...

    def head(self, path: bytes, limit: int) -> bytes:
        """Read the first bytes of a file."""
        ...


class LeavesRoot(OSError):
    """What was opened lies outside of the root."""


class TooManyEntries(OSError):
    """A folder holds more than is read."""


class RealTree:
    """The machine's own file systems."""

    _points: frozenset[bytes] = frozenset()
    """Where other file systems begin below the root, whole real paths: they are looked at by their own visit only."""

    def listing(self, path: bytes, limit: int, inside: bytes) -> Listing:
        """List a folder whole, each entry with its status, all by one handle."""
        folder = os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            where = _checked_inside(folder, path, inside)
            with os.scandir(folder) as entries:
                found = [(os.fsencode(entry.name), self._status(where, entry)) for entry in islice(entries, limit + 1)]
            if len(found) > limit:
                raise TooManyEntries(f"more than {limit} entries")
            return Listing(_status(os.fstat(folder)), found)
        finally:
            os.close(folder)

    def _status(self, where: bytes, entry: os.DirEntry[str]) -> Status:
        """Look at an entry of a listing; not at a disk that begins there: a dead one would hold the whole listing."""
        if self._points and os.path.join(where, os.fsencode(entry.name)) in self._points:
            with contextlib.suppress(OSError):
                if entry.is_dir(follow_symlinks=False):
                    return Status("folder", 0, 0, 0, OTHER_DEVICE)
        return _status_of(entry)

    def status(self, path: bytes, *, follow: bool = True) -> Status:
        """Look at one path."""
        return _status(os.stat(path, follow_symlinks=follow))

    def real_path(self, path: bytes) -> bytes:
        """Follow every link of a path; a loop raises OSError."""
        return os.path.realpath(path, strict=True)

    def disk(self, path: bytes) -> Disk:
        """Tell of the file system by the kernel's table of mounts, and by the file system's own number."""
        return disk_of(path)

    def mounts_below(self, path: bytes) -> frozenset[bytes]:
        """Read the kernel's table of mounts."""
        prefix = path.rstrip(b"/") + b"/"
        self._points = frozenset(point for point, _ in _mounts() if point.startswith(prefix))
        return frozenset(point[len(prefix) :] for point in self._points)

    def head(self, path: bytes, limit: int) -> bytes:
        """Read the first bytes of a file."""
        with open(path, "rb", buffering=0) as file:
            return file.read(limit)


def _checked_inside(folder: int, path: bytes, inside: bytes) -> bytes:
    try:
        where = os.readlink(b"/proc/self/fd/%d" % folder)
    except OSError:  # no /proc here: the path that was asked for is what can be looked at
        where = os.path.realpath(path)
    if where != inside and not where.startswith(inside.rstrip(b"/") + b"/"):
        raise LeavesRoot(errno.EXDEV, "it leads out of the library's folder")
    return where


def _status_of(entry: os.DirEntry[str]) -> Status:
    """Look at an entry of a listing. One that cannot be looked at is unknown, and only that."""
    try:
        return _status(entry.stat(follow_symlinks=False))
    except FileNotFoundError:
        return Status("vanished", 0, 0, 0, 0)
    except PermissionError:
        return Status("denied", 0, 0, 0, 0)
    except OSError:  # a disk below that died, or a damaged entry: what else was listed is there
        return Status("failing", 0, 0, 0, 0)


def _status(result: os.stat_result) -> Status:
    return Status(_kind(result.st_mode), result.st_size, result.st_mtime_ns, result.st_ino, result.st_dev)


def _kind(mode: int) -> EntryKind:
    if stat.S_ISREG(mode):
        return "file"
    if stat.S_ISDIR(mode):
        return "folder"
    return "link" if stat.S_ISLNK(mode) else "other"


def disk_of(path: bytes) -> Disk:
    """Tell of the file system a path lies on; where there is no table of mounts, by its number alone."""
    fsid = os.statvfs(path).f_fsid
    wanted = os.path.realpath(path)
    best: tuple[int, Disk] = (-1, Disk(fsid=fsid))
    for point, disk in _mounts():
        is_above = wanted == point or wanted.startswith(point.rstrip(b"/") + b"/")
        if is_above and len(point) >= best[0]:
            best = (len(point), Disk(disk.kind, disk.source, disk.root, fsid))
    return best[1]


def _mounts() -> list[tuple[bytes, Disk]]:
    try:
        with open("/proc/self/mountinfo", "rb") as table:
            lines = table.read().splitlines()
    except OSError:
        return []
    found: list[tuple[bytes, Disk]] = []
    for line in lines:  # proc(5): id parent major:minor root point options… - kind source options
        left, _, right = line.partition(b" - ")
        fields, rest = left.split(b" "), right.split(b" ")
        if len(fields) > _POINT and len(rest) > 1:
            shown = [
                os.fsdecode(_unescaped(each)).encode("utf-8", "replace").decode() for each in (*rest[:2], fields[3])
            ]
            found.append((_unescaped(fields[_POINT]), Disk(shown[0], shown[1], shown[2])))
    return found


def _unescaped(field: bytes) -> bytes:
    for escape, byte in ((b"\\040", b" "), (b"\\011", b"\t"), (b"\\012", b"\n"), (b"\\134", b"\\")):
        field = field.replace(escape, byte)
    return field
