"""What planning asks a disk beside the walk: in threads that can be abandoned, never inside a transaction."""

import contextlib
import os
from collections.abc import Callable, Iterable, Sequence
from itertools import batched
from uuid import UUID

import msgspec

from matinee.kit.files import edges_hash, open_below, open_root
from matinee.kit.walking import Disk, Mount, disk_of
from matinee.libraries import abandonable
from matinee.scanning.identity import is_below

_BATCH = 200
_DEADLINE_S = 30.0


class KnownPlace(msgspec.Struct, frozen=True):
    """A root that holds known files which may have gone elsewhere, and how to be sure that it is there itself."""

    root_path: bytes
    prefix: bytes
    """Where the disk in question begins below it."""
    witnesses: list[tuple[bytes, int]]
    disk: Disk | None
    inode: int
    files: list[tuple[UUID, bytes]]


async def gone_from(place: KnownPlace) -> list[UUID]:
    """Give the files that surely lie no more where they lay: their disk is there, and they are not on it."""

    def look(batch: Sequence[tuple[UUID, bytes]]) -> list[UUID]:
        return [file_id for file_id, path in batch if _is_gone(os.path.join(place.root_path, path))]

    try:
        if not await abandonable(lambda: _is_itself(place), _DEADLINE_S):
            return []
    except (TimeoutError, OSError):
        return []
    return await _in_batches(place.files, look)


def _is_itself(place: KnownPlace) -> bool:
    for path, size_bytes in place.witnesses:
        with contextlib.suppress(OSError):
            if os.lstat(os.path.join(place.root_path, path)).st_size == size_bytes:
                return True
    where = os.path.join(place.root_path, place.prefix) if place.prefix else place.root_path
    return place.disk is not None and os.stat(where).st_ino == place.inode and place.disk.is_surely(disk_of(where))


def _is_gone(path: bytes) -> bool:
    try:
        os.lstat(path)
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


async def still_there(root: bytes, paths: Sequence[tuple[int, bytes]], mounts: Sequence[Mount]) -> list[int]:
    """Give the numbers of those paths that are not surely gone. A disk that does not answer is asked no further.

    A path is gone only from the disk that was walked: one whose mount is not the same any more says nothing.
    """
    longest_first = sorted(mounts, key=lambda each: len(each.prefix), reverse=True)

    def look(batch: Sequence[tuple[int, bytes]]) -> list[int]:
        gone = [(number, path) for number, path in batch if _is_gone(os.path.join(root, path))]
        present = [each.prefix for each in longest_first if _is_mounted(root, each)]
        walked = [each.prefix for each in longest_first]
        return [number for number, path in gone if next(each for each in walked if is_below(path, each)) in present]

    gone = await _in_batches(paths, look)
    return sorted({number for number, _ in paths} - set(gone))


def _is_mounted(root: bytes, mount: Mount) -> bool:
    with contextlib.suppress(OSError):
        status = os.stat(os.path.join(root, mount.prefix) if mount.prefix else root)
        return (status.st_dev, status.st_ino) == (mount.device, mount.inode)
    return False


async def same_file(root: bytes, pairs: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
    """Give those pairs of paths below a root that are one file by two spellings: the disk does not tell case apart."""

    def look(batch: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        return [pair for pair in batch if _is_same(*(os.path.join(root, path) for path in pair))]

    return await _in_batches(pairs, look)


def _is_same(one: bytes, other: bytes) -> bool:
    with contextlib.suppress(OSError):
        first, second = os.lstat(one), os.lstat(other)
        return (first.st_dev, first.st_ino, first.st_size, first.st_mtime_ns) == (
            second.st_dev,
            second.st_ino,
            second.st_size,
            second.st_mtime_ns,
        )
    return False


async def growing(root: bytes, files: Sequence[tuple[bytes, int, int]]) -> list[bytes]:
    """Give those files, each as (path, size, time), that are not what they were: still being copied."""

    def look(batch: Sequence[tuple[bytes, int, int]]) -> list[bytes]:
        return [path for path, size, mtime in batch if _has_changed(os.path.join(root, path), size, mtime)]

    return await _in_batches(files, look)


def _has_changed(path: bytes, size_bytes: int, mtime_ns: int) -> bool:
    try:
        status = os.stat(path)
    except OSError:
        return True
    return (status.st_size, status.st_mtime_ns) != (size_bytes, mtime_ns)


async def hash_fresh(root: bytes, paths: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """Hash files below a root; those that cannot be read, or not in time, are left out."""

    def look(batch: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
        found: list[tuple[bytes, bytes]] = []
        handle = open_root(root)
        try:
            for path in batch:
                with contextlib.suppress(OSError):
                    found.append((path, _hashed(handle, path)))
        finally:
            os.close(handle)
        return found

    return await _in_batches(paths, look)


def _hashed(root: int, path: bytes) -> bytes:
    descriptor = open_below(root, path)
    try:
        return edges_hash(descriptor)
    finally:
        os.close(descriptor)


async def _in_batches[T, R](given: Iterable[T], look: Callable[[Sequence[T]], list[R]]) -> list[R]:
    found: list[R] = []
    for batch in batched(given, _BATCH, strict=False):
        try:
            found += await abandonable(lambda batch=batch: look(batch), _DEADLINE_S)
        except (TimeoutError, OSError):
            break
    return found
