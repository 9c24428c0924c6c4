"""Opening a file of a library: below its root, in a thread, and not for ever where a share hangs."""

import asyncio
import io
import os
from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor
from uuid import UUID

from matinee.kit.files import LeavesRoot, NotARegularFile, open_below, open_root
from matinee.playback.errors import FileMissing, FileNotFound, RootOffline
from matinee.playback.repository import StoredFile

OPEN_TIMEOUT_S = 10.0
OPENINGS_A_ROOT = 6
"""So that a share that hangs takes these threads and no more."""

_threads = ThreadPoolExecutor(32, thread_name_prefix="open")
_busy: Counter[UUID] = Counter()


async def open_file(place: StoredFile) -> io.FileIO:
    """Open for reading; raises `RootOffline`, `FileMissing`, or `FileNotFound` for what is no file of the library."""
    if place.root_state == "offline" or _busy[place.root_id] >= OPENINGS_A_ROOT:
        raise _offline()
    _busy[place.root_id] += 1
    opening = _threads.submit(_open, place)
    loop = asyncio.get_running_loop()
    opening.add_done_callback(lambda _: loop.call_soon_threadsafe(_no_longer_busy, place.root_id))
    try:
        async with asyncio.timeout(OPEN_TIMEOUT_S):
            return await asyncio.shield(asyncio.wrap_future(opening))
    except TimeoutError:
        opening.add_done_callback(_close_late)
        raise _offline() from None


def _open(place: StoredFile) -> io.FileIO:
    try:
        root = open_root(place.root_path)
    except OSError as error:
        raise _offline() from error
    try:
        return io.FileIO(open_below(root, place.path))
    except (LeavesRoot, NotARegularFile) as error:
        raise FileNotFound from error
    except FileNotFoundError as error:
        if not os.listdir(root):
            raise _offline() from error
        raise FileMissing("It was there at the last scan. If it was moved, scan the library again.") from error
    except PermissionError as error:
        raise FileMissing("Matinee may not read it. Give its user the right to read the file.") from error
    except OSError as error:
        raise _offline() from error
    finally:
        os.close(root)


def _offline() -> RootOffline:
    return RootOffline(
        "The disk with this file does not answer. Connect it, then try again.", headers={"Retry-After": "10"}
    )


def _no_longer_busy(root_id: UUID) -> None:
    _busy[root_id] -= 1
    if _busy[root_id] <= 0:
        del _busy[root_id]


def _close_late(opening: "Future[io.FileIO]") -> None:
    if not opening.cancelled() and opening.exception() is None:
        opening.result().close()
