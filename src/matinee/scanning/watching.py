"""Watching folders: what changes below a root is scanned once it is quiet. Timed scans stay, whatever happens here.

The kernel tells of changes on local disks only; shares of a network are left to timed scans. Where the kernel has no
watches left, or told of too much at once, that is said on the library's page, and a scan of all of it is asked for.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import AsyncGenerator, Callable
from datetime import timedelta
from uuid import UUID

import msgspec
import structlog
import watchfiles
from sqlalchemy.exc import SQLAlchemyError

from matinee.kit.db import Database
from matinee.kit.walking import Disk, disk_of
from matinee.libraries import RootWatch, WatchReport, abandonable, note_watch, watched_roots
from matinee.scanning.jobs import enqueue_scan
from matinee.scanning.quiet import Quiet

_log = structlog.get_logger(__name__)
_STEP_MS = 500
_POLLED = "On a network share: found by timed scans."
_LIMITED = (
    "The system has no more file watches for it: new files are found by timed scans. "
    "Raise fs.inotify.max_user_watches (sysctl) to have them found at once."
)
_OVERFLOW = "Too much changed at once to be told one by one: all of it is scanned, and timed scans find what is left."
_FAILED = "Watching failed ({reason}): new files are found by timed scans. It is tried again."


class WatchTiming(msgspec.Struct, frozen=True):
    """When a changed folder is scanned, and how often the list of roots is read."""

    quiet: timedelta = timedelta(seconds=5)
    longest: timedelta = timedelta(seconds=60)
    look: timedelta = timedelta(seconds=15)
    again: timedelta = timedelta(minutes=5)
    burst: int = 8000
    """So many changes at once come near the kernel's queue of 16,384 events (inotify(7)): some may be dropped."""


class Watcher:
    """Watches every root of every enabled library that lies on a local disk, until cancelled."""

    def __init__(
        self, database: Database, timing: WatchTiming | None = None, disk_at: Callable[[bytes], Disk] = disk_of
    ) -> None:
        self._database = database
        self._disk_at = disk_at
        self._timing = timing or WatchTiming()
        self._following: dict[RootWatch, asyncio.Task[None]] = {}

    async def run(self) -> None:
        """Keep one watch a root; roots that come, go or move are noticed within the timing's `look`."""
        try:
            while True:
                with contextlib.suppress(SQLAlchemyError, OSError):
                    await self._reconcile()
                await asyncio.sleep(self._timing.look.total_seconds())
        finally:
            for task in self._following.values():
                task.cancel()
            await asyncio.gather(*self._following.values(), return_exceptions=True)

    async def _reconcile(self) -> None:
        async with self._database.reading() as tx:
            wanted = set(await watched_roots(tx))
        for root in self._following.keys() - wanted:
            self._following.pop(root).cancel()
        for root in wanted - self._following.keys():
            self._following[root] = asyncio.create_task(self._follow(root), name=f"watch-{root.id}")

    async def _follow(self, root: RootWatch) -> None:
        """Watch one root; what stops the watch is told, and it is tried again after a while."""
        while True:
            report = await self._watch(root)
            await self._tell(report)
            await asyncio.sleep(self._timing.again.total_seconds())

    async def _watch(self, root: RootWatch) -> WatchReport:
        """Watch until the watch breaks; give what is to be said of it then."""
        try:
            disk = await abandonable(lambda: self._disk_at(root.path))
            if disk.is_remote:
                return WatchReport(root.id, "polled", _POLLED)
            await self._changes(root)
        except TimeoutError:
            return WatchReport(root.id, "failed", _FAILED.format(reason="the disk does not answer"))
        except OSError as error:
            is_limit = "watch limit" in str(error)
            words = _LIMITED if is_limit else _FAILED.format(reason=error.strerror or "the folder cannot be read")
            return WatchReport(root.id, "limited" if is_limit else "failed", words)
        return WatchReport(root.id, "failed", _FAILED.format(reason="the folder went away"))

    async def _changes(self, root: RootWatch) -> None:
        quiet = Quiet(self._timing.quiet.total_seconds(), self._timing.longest.total_seconds())
        said = False
        async for changes in _heard(root.path):
            if not said:  # the first answer comes once the watch stands
                await self._tell(WatchReport(root.id, "watching", None))
                said = True
            now = time.monotonic()
            if len(changes) >= self._timing.burst:
                await _log.awarning("watch.overflow", root_id=str(root.id), changes=len(changes))
                quiet.note(root.path, now)
                await self._tell(WatchReport(root.id, "watching", _OVERFLOW))
            else:
                for path in changes:
                    quiet.note(os.path.dirname(path), now)
            if due := quiet.due(now):
                await self._scan(root.library_id, [_existing(folder, root.path) for folder in due])

    async def _scan(self, library_id: UUID, folders: list[bytes]) -> None:
        try:
            async with self._database.transaction() as tx:
                for folder in dict.fromkeys(folders):
                    await enqueue_scan(tx, library_id, folder)
        except (SQLAlchemyError, OSError) as error:
            await _log.awarning("watch.scan_not_asked", library_id=str(library_id), reason=str(error).splitlines()[0])

    async def _tell(self, report: WatchReport) -> None:
        with contextlib.suppress(SQLAlchemyError, OSError):
            async with self._database.transaction() as tx:
                await note_watch(tx, report)


async def _heard(root: bytes) -> AsyncGenerator[list[bytes]]:
    """Yield changed paths, and an empty list at least each step while nothing changes."""
    stopping = asyncio.Event()
    heard = watchfiles.awatch(  # pyright: ignore[reportUnknownMemberType] - its stop_event may be of a library not here
        os.fsdecode(root),
        watch_filter=_is_of_interest,
        step=_STEP_MS,
        debounce=2 * _STEP_MS,
        rust_timeout=_STEP_MS,
        yield_on_timeout=True,
        stop_event=stopping,
    )
    try:
        async for changes in heard:
            yield [os.fsencode(path) for _, path in changes]
    finally:
        stopping.set()


def _is_of_interest(_: watchfiles.Change, path: str) -> bool:
    """Hidden files (the marks of file managers, unfinished copies of sync programs) start no scan."""
    return not os.path.basename(path).startswith(".")


def _existing(folder: bytes, root: bytes, exists: Callable[[bytes], bool] = os.path.isdir) -> bytes:
    """The folder, or the nearest one above it that is still there, within the root."""
    while folder != root and folder.startswith(root) and not exists(folder):
        folder = os.path.dirname(folder)
    return folder if folder.startswith(root) else root
