"""The data folder: made, checked, and locked against a second server."""

import contextlib
import ctypes
import errno
import fcntl
import os
import shutil
import sys
from collections.abc import Generator
from pathlib import Path

from matinee.kit.postgres.errors import DataFolderUnusable, DataInUse

_REFUSED_FILE_SYSTEMS = {
    0x6969: "NFS",
    0x517B: "SMB",
    0xFF534D42: "SMB",
    0xFE534D42: "SMB",
    0x4D44: "FAT",
    0x2011BAB0: "exFAT",
    0x7366746E: "NTFS",
    0x01021997: "a 9p share",
}
"""File systems on which a database is not safe, by the magic number of statfs(2): linux/magic.h."""


_FREE = "Make room or set the owner right, or choose another folder with MATINEE_DATA_DIR."


def make_folder(folder: Path) -> None:
    """Make a private folder and what lacks above it; existing folders stay as they are."""
    missing = [each for each in (folder, *folder.parents) if not os.path.lexists(each)]
    for each in reversed(missing):
        try:
            each.mkdir(mode=0o700, exist_ok=True)
        except OSError as refused:
            raise DataFolderUnusable(_why(each, refused)) from refused


def folder_problem(folder: Path) -> str | None:
    """Say why a database cannot live in an existing folder; None if it can."""
    if not folder.is_dir():
        return f"{folder} is not a folder."
    name = _file_system(folder)
    if name is not None:
        return (
            f"{folder} is on {name}, where a database loses data when the machine or the network fails. "
            "Choose a folder on a local disk with MATINEE_DATA_DIR (your films may stay where they are), "
            "or name a PostgreSQL elsewhere with MATINEE_DATABASE_URL."
        )
    if os.statvfs(folder).f_flag & os.ST_RDONLY:
        return f"{folder} is on a file system mounted read-only. Mount it writable, or set MATINEE_DATA_DIR."
    if not os.access(folder, os.R_OK | os.W_OK | os.X_OK):
        return f"{folder} cannot be written by this user. Change its owner, or choose another with MATINEE_DATA_DIR."
    return None


def check_folder(folder: Path) -> None:
    """Raise `DataFolderUnusable` where `folder_problem` finds one."""
    problem = folder_problem(folder)
    if problem is not None:
        raise DataFolderUnusable(problem)


@contextlib.contextmanager
def told(folder: Path) -> Generator[None]:
    """Turn what the disk refuses while a server is prepared into a sentence that names the place."""
    try:
        yield
    except shutil.Error as several:
        raise DataFolderUnusable(f"{folder} cannot be filled: {str(several)[-300:]}. {_FREE}") from several
    except OSError as refused:
        place = refused.filename or folder
        raise DataFolderUnusable(f"{place} cannot be written: {refused.strerror or refused}. {_FREE}") from refused


def _why(folder: Path, refused: OSError) -> str:
    reasons = {
        errno.EROFS: "the file system is mounted read-only",
        errno.EACCES: f"this user may not write in {folder.parent}",
        errno.EPERM: f"this user may not write in {folder.parent}",
        errno.ENOSPC: "the disk is full",
        errno.ENOTDIR: f"{folder.parent} is not a folder",
    }
    reason = reasons.get(refused.errno or 0, refused.strerror)
    return f"The data folder {folder} cannot be made: {reason}. Choose another with MATINEE_DATA_DIR."


def _file_system(folder: Path) -> str | None:
    if sys.platform != "linux":
        return None
    buffer = ctypes.create_string_buffer(256)
    if ctypes.CDLL(None, use_errno=True).statfs(os.fsencode(folder), buffer) != 0:
        return None
    magic = ctypes.c_ulong.from_buffer(buffer).value & 0xFFFFFFFF
    return _REFUSED_FILE_SYSTEMS.get(magic)


class FolderLock:
    """Held while a server runs on the data; freed by the kernel when its process dies, however it dies."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._handle: int | None = None

    def acquire(self) -> None:
        """Take it, or raise `DataInUse` naming who has it."""
        try:
            handle = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as refused:
            raise DataFolderUnusable(f"{self._path} cannot be opened: {refused.strerror}.") from refused
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            holder = os.read(handle, 32).decode(errors="replace").strip() or "unknown"
            os.close(handle)
            raise DataInUse(
                f"Matinee already runs on {self._path.parent.parent} (process {holder}). "
                "Use that one, stop it first, or give this one its own folder with MATINEE_DATA_DIR."
            ) from None
        self._handle = handle
        with contextlib.suppress(OSError):  # a full disk: the lock holds without the name of its holder
            os.ftruncate(handle, 0)
            os.pwrite(handle, f"{os.getpid()}\n".encode(), 0)

    def release(self) -> None:
        """Let go."""
        if self._handle is not None:
            os.close(self._handle)
            self._handle = None

    @property
    def is_held(self) -> bool:
        """Whether this object holds it."""
        return self._handle is not None
