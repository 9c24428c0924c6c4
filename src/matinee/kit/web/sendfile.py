"""Copying a file into a socket inside the kernel: threads work only while bytes move, waiting costs none."""

import asyncio
import contextlib
import errno
import os
import select
import threading
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from enum import Enum

THREADS = 64
THREADS_A_DISK = 24
"""So that a disk that hangs does not take every thread."""
CALL_BYTES = 4 << 20
BURST_BYTES = 64 << 20
"""After this many bytes a thread gives others their turn."""
LINGER_MS = 20
"""How long a thread waits for a fast client before the event loop does the waiting."""

_POOL = ThreadPoolExecutor(THREADS, thread_name_prefix="sendfile")
_REFUSALS = frozenset({errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP, errno.EOVERFLOW})
_GONE = frozenset({errno.EPIPE, errno.ECONNRESET, errno.EBADF, errno.ENOTCONN, errno.ETIMEDOUT})


class Outcome(Enum):
    """How a transfer ended."""

    SENT = "sent"
    CLIENT_GONE = "client gone"
    STALLED = "stalled"
    FILE_SHRANK = "file shrank"
    DISK_FAILED = "disk failed"
    REFUSED = "refused"
    """The file system or socket knows no sendfile, and nothing was sent."""
    STOPPED = "stopped"


class _Pause(Enum):
    FULL = "full"
    TURN = "turn"


class Transfer:
    """One range of one file on its way into one socket. Owns duplicates of both descriptors until it is over."""

    def __init__(self, sock: int, file: int, offset: int, count: int) -> None:
        self._socket = os.dup(sock)
        try:
            self._file = os.dup(file)
        except OSError:
            os.close(self._socket)
            raise
        self._disk = os.fstat(self._file).st_dev
        self._offset, self._left, self._sent = offset, count, 0
        self._wake = asyncio.Event()
        self._stopped: Outcome | None = None

    def stop(self, outcome: Outcome = Outcome.CLIENT_GONE) -> None:
        """End it at the next step; from the event loop only."""
        self._stopped = self._stopped or outcome
        self._wake.set()

    async def run(self, stall_timeout_s: float) -> Outcome:
        """Move the bytes. Never raises for what a client or a disk does; closes what it owns in every case."""
        work: Future[Outcome | _Pause] | None = None
        try:
            while self._stopped is None:
                async with _lane(self._disk):
                    work = _POOL.submit(self._burst)
                    step = await asyncio.wrap_future(work)
                if isinstance(step, Outcome):
                    return step
                if step is _Pause.FULL and not await self._writable(stall_timeout_s):
                    return self._stopped or Outcome.STALLED
            return self._stopped
        finally:
            _when_over(work, self._close)

    def _burst(self) -> Outcome | _Pause:
        """Copy until done, until the client is slow, or until it is another's turn. Runs in a thread."""
        budget = BURST_BYTES
        while self._left > 0 and self._stopped is None:
            if budget <= 0:
                return _Pause.TURN
            try:
                sent = os.sendfile(self._socket, self._file, self._offset, min(self._left, CALL_BYTES))
            except BlockingIOError:
                if _soon_writable(self._socket):
                    continue
                return _Pause.FULL
            except OSError as error:
                return self._outcome_of(error)
            if sent == 0:
                return Outcome.FILE_SHRANK
            self._offset += sent
            self._left -= sent
            self._sent += sent
            budget -= sent
        return self._stopped or Outcome.SENT

    def _outcome_of(self, error: OSError) -> Outcome:
        if error.errno in _GONE:
            return Outcome.CLIENT_GONE
        if error.errno in _REFUSALS and self._sent == 0:
            return Outcome.REFUSED
        return Outcome.DISK_FAILED

    async def _writable(self, timeout_s: float) -> bool:
        loop = asyncio.get_running_loop()
        self._wake.clear()
        if self._stopped is not None:
            return False
        loop.add_writer(self._socket, self._wake.set)
        try:
            async with asyncio.timeout(timeout_s):
                await self._wake.wait()
        except TimeoutError:
            return False
        finally:
            loop.remove_writer(self._socket)
        return self._stopped is None

    def _close(self) -> None:
        for descriptor in (self._socket, self._file):
            with contextlib.suppress(OSError):
                os.close(descriptor)


def _soon_writable(sock: int) -> bool:
    poller = select.poll()
    poller.register(sock, select.POLLOUT)
    return bool(poller.poll(LINGER_MS))


def _when_over(work: "Future[Outcome | _Pause] | None", close: Callable[[], None]) -> None:
    """Close now, or when the thread that still uses the descriptors is through (a cancelled request)."""
    if work is None:
        close()
    else:
        work.add_done_callback(lambda _: close())


class _Lanes(threading.local):
    def __init__(self) -> None:
        self.of_disk: dict[int, tuple[asyncio.AbstractEventLoop, asyncio.Semaphore]] = {}


_lanes = _Lanes()


def _lane(disk: int) -> asyncio.Semaphore:
    """Give the disk's share of threads (one set for each event loop)."""
    loop = asyncio.get_running_loop()
    known = _lanes.of_disk.get(disk)
    if known is None or known[0] is not loop:
        known = _lanes.of_disk[disk] = (loop, asyncio.Semaphore(THREADS_A_DISK))
    return known[1]
