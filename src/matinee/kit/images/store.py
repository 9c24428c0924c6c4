"""Keeps pictures by their content: originals in object storage, sizes in a cache folder that may vanish at any time."""

import asyncio
import contextlib
import hashlib
import os
from datetime import timedelta
from pathlib import Path

import msgspec
import obstore
from obstore.store import LocalStore, ObjectStore

from matinee.kit.boxed import MIB, BoxDied, BoxLimits, BoxPool, BoxTask
from matinee.kit.images.records import MOST_BYTES, AcceptAnswer, AcceptOrder, Refused, ResizeOrder, step_for

_LIMITS = BoxLimits(memory_bytes=1024 * MIB, cpu_seconds=20, niceness=5)
ACCEPT: BoxTask[AcceptOrder, AcceptAnswer] = BoxTask("matinee.kit.images.boxed:accept", AcceptAnswer, _LIMITS)
RESIZE: BoxTask[ResizeOrder, bytes] = BoxTask("matinee.kit.images.boxed:resize", bytes, _LIMITS)
_DEADLINE = timedelta(seconds=20)
_SWEEP_EVERY = 200


class StoredImage(msgspec.Struct, frozen=True):
    """A picture that was accepted and is kept."""

    content_hash: bytes
    width: int
    height: int
    thumbhash: bytes


class ImageStore:
    """Accepts, keeps and resizes pictures; every decoding happens in a box."""

    def __init__(self, originals: ObjectStore, cache: Path, pool: BoxPool, *, cache_bytes: int = 2048 * MIB) -> None:
        self._originals = originals
        self._cache = cache
        self._pool = pool
        self._cache_bytes = cache_bytes
        self._flights: dict[Path, asyncio.Task[bytes | None]] = {}
        self._made = 0

    @classmethod
    def in_folder(cls, data_dir: Path, pool: BoxPool, *, cache_bytes: int = 2048 * MIB) -> "ImageStore":
        """Keep originals and cache below one data folder."""
        store = LocalStore(data_dir / "images", mkdir=True)
        return cls(store, data_dir / "cache" / "images", pool, cache_bytes=cache_bytes)

    async def accept(self, content: bytes) -> StoredImage | Refused:
        """Take bytes in as a picture, made anew; or say why not."""
        if not 0 < len(content) <= MOST_BYTES:
            return Refused("empty" if not content else "too large")
        answer = await self._pool.run(ACCEPT, AcceptOrder(content), deadline=_DEADLINE)
        if isinstance(answer, BoxDied):
            return Refused(answer.detail)
        if answer.accepted is None:
            return Refused(answer.refused or "not a picture")
        kept = answer.accepted
        digest = hashlib.sha256(kept.content).digest()
        await obstore.put_async(self._originals, _key(digest), kept.content)
        return StoredImage(digest, kept.width, kept.height, kept.thumbhash)

    async def resized(self, content_hash: bytes, width: int) -> bytes | None:
        """Give a WebP of the next fixed width; None when the original is gone. One making at a time for each."""
        step = step_for(width)
        target = self._cache / content_hash.hex()[:2] / f"{content_hash.hex()}-{step}.webp"
        with contextlib.suppress(OSError):
            return target.read_bytes()
        flight = self._flights.get(target)
        if flight is None:
            flight = asyncio.create_task(self._make(content_hash, step, target))
            self._flights[target] = flight
            flight.add_done_callback(lambda _: self._flights.pop(target, None))
        return await asyncio.shield(flight)

    async def _make(self, content_hash: bytes, step: int, target: Path) -> bytes | None:
        try:
            original = await obstore.get_async(self._originals, _key(content_hash))
            content = bytes(await original.bytes_async())
        except FileNotFoundError:
            return None
        made = await self._pool.run(RESIZE, ResizeOrder(content, step), deadline=_DEADLINE)
        if isinstance(made, BoxDied):
            return None
        with contextlib.suppress(OSError):  # a full disk costs the cache, not the picture
            await asyncio.to_thread(_keep, target, made)
        self._made += 1
        if self._made % _SWEEP_EVERY == 1:
            await asyncio.to_thread(self.sweep)
        return made

    def sweep(self) -> None:
        """Bring the cache below its size: the longest unread go first."""
        with contextlib.suppress(OSError):
            found = [(each, each.stat()) for each in self._cache.glob("*/*.webp")]
            total = sum(status.st_size for _, status in found)
            for each, status in sorted(found, key=lambda pair: max(pair[1].st_atime, pair[1].st_mtime)):
                if total <= self._cache_bytes:
                    break
                each.unlink(missing_ok=True)
                total -= status.st_size


def _key(content_hash: bytes) -> str:
    name = content_hash.hex()
    return f"{name[:2]}/{name}.webp"


def _keep(target: Path, content: bytes) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    beside = target.with_name(f".{target.name}.{os.getpid()}.tmp")
    beside.write_bytes(content)
    beside.rename(target)
