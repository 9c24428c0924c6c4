"""Opening a file below a root, by directory handle: what is opened lies inside, whatever is swapped meanwhile.

Links are followed only where they stay inside. The kernel checks (`openat2`, Linux 5.6); where it may not be asked (an
older kernel, a strict container), each step is opened by itself without following links.
"""

import ctypes
import errno
import os
import re
import stat
import struct
from typing import Final

from prometheus_client import Counter

from matinee.kit.errors import NotFound

PATHS_REFUSED: Final = Counter("matinee_paths_refused", "Names and paths that tried to leave their root")

_SYS_OPENAT2: Final = 437
_RESOLVE_NO_MAGICLINKS: Final = 0x02
_RESOLVE_NO_SYMLINKS: Final = 0x04
_RESOLVE_BENEATH: Final = 0x08
_OPEN_HOW: Final = struct.Struct("QQQ")
_TRIES: Final = 8
"""`openat2` says EAGAIN when something is renamed meanwhile."""
_SEGMENT: Final = re.compile(r"[^/\\\x00-\x1f\x7f%]{1,200}")
_libc = ctypes.CDLL(None, use_errno=True)


class LeavesRoot(OSError):
    """The path leads out of its root: by `..`, as an absolute path, or through a link."""


class NotARegularFile(OSError):
    """A folder, a pipe, a device: nothing to play."""


class UnsafeName(NotFound):
    """A name from a URL that no file of ours has."""

    detail = "There is nothing at this address."


class SafePath:
    """A path below a root, as the file system's bytes: relative, without `.`, `..`, empty parts and NUL."""

    __slots__ = ("parts",)

    def __init__(self, relative: bytes) -> None:
        parts = relative.split(b"/")
        if b"\0" in relative or any(part in {b"", b".", b".."} for part in parts):
            PATHS_REFUSED.inc()
            raise LeavesRoot(errno.EXDEV, "not a path below its root", relative)
        self.parts = tuple(parts)

    def __bytes__(self) -> bytes:
        return b"/".join(self.parts)


def safe_segment(name: str) -> str:
    """Give back one part of a URL if it can be the plain name of a file; else raise `UnsafeName` (404)."""
    if _SEGMENT.fullmatch(name) is None or name.startswith(".") or "\ufffd" in name:
        PATHS_REFUSED.inc()
        raise UnsafeName
    return name


def open_root(path: bytes) -> int:
    """Open a root's folder, to open files below it; the caller closes it."""
    return os.open(path, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)


def open_below(root: int, relative: bytes) -> int:
    """Open a regular file below a root's handle for reading; the caller closes the descriptor.

    Raises `LeavesRoot`, `NotARegularFile`, or the `OSError` of the file system.
    """
    path = SafePath(relative)
    try:
        descriptor = _open_without_links(root, path)
    except OSError as error:
        if error.errno not in {errno.ELOOP, errno.EXDEV}:
            raise
        # Somewhere on the way is a link. Where it leads now is worked out once, and opened without following any.
        descriptor = _open_without_links(root, _behind_links(root, path))
    return _regular(descriptor, relative)


def _behind_links(root: int, path: SafePath) -> SafePath:
    home = os.readlink(b"/proc/self/fd/%d" % root)
    real = os.path.realpath(os.path.join(home, bytes(path)))
    prefix = home.rstrip(b"/") + b"/"
    if not real.startswith(prefix):
        PATHS_REFUSED.inc()
        raise LeavesRoot(errno.EXDEV, "a link leads out of the root", bytes(path))
    return SafePath(real.removeprefix(prefix))


def _regular(descriptor: int, relative: bytes) -> int:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        os.close(descriptor)
        raise NotARegularFile(errno.EINVAL, "not a regular file", relative)
    os.set_blocking(descriptor, True)
    return descriptor


# O_NONBLOCK: a named pipe would wait for its writer.
_FLAGS: Final = os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | os.O_NOCTTY


def _open_without_links(root: int, path: SafePath) -> int:
    for _ in range(_TRIES):
        try:
            return _openat2(root, bytes(path))
        except OSError as error:
            if error.errno == errno.EAGAIN:
                continue
            if error.errno in {errno.ENOSYS, errno.EPERM, errno.EINVAL, errno.E2BIG}:
                break
            raise
    return _step_by_step(root, path)


def _openat2(root: int, path: bytes) -> int:
    how = _OPEN_HOW.pack(_FLAGS, 0, _RESOLVE_BENEATH | _RESOLVE_NO_SYMLINKS | _RESOLVE_NO_MAGICLINKS)
    descriptor = _libc.syscall(
        ctypes.c_long(_SYS_OPENAT2), ctypes.c_int(root), path, how, ctypes.c_size_t(_OPEN_HOW.size)
    )
    if descriptor < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number), path)
    return descriptor


def _step_by_step(root: int, path: SafePath) -> int:
    folder = os.dup(root)
    try:
        for part in path.parts[:-1]:
            inner = _open_folder(folder, part)
            os.close(folder)
            folder = inner
        return os.open(path.parts[-1], _FLAGS | os.O_NOFOLLOW, dir_fd=folder)
    finally:
        os.close(folder)


def _open_folder(above: int, name: bytes) -> int:
    try:
        return os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=above)
    except NotADirectoryError:
        # said of a link, too, when both flags are set
        if stat.S_ISLNK(os.stat(name, dir_fd=above, follow_symlinks=False).st_mode):
            raise OSError(errno.ELOOP, os.strerror(errno.ELOOP), name) from None
        raise
