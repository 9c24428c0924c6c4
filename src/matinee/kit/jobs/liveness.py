"""Being alive, and noticing who is not: one thread with its own connection, which no busy event loop can starve.

A worker shows life by raising a number and by holding a lock as long as its session lives. Another one is dead when its
number stood still over several looks in a row; when its session is gone, too, over few; and at once when its process is
known to be gone. No clock is compared with another, so a clock that jumps, a database that was away and a machine that
slept kill nobody.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import msgspec
import psycopg
import structlog

from matinee.kit.jobs import rescue
from matinee.kit.jobs.rescue import Seen

_log = structlog.get_logger(__name__)


class Timing(msgspec.Struct, frozen=True):
    """How often a worker shows life, and how many looks at a still number make it dead."""

    beat: timedelta = timedelta(seconds=3)
    still_looks: int = 5
    """With a beat of 3 s, a worker that hangs is dead after 18 s."""
    still_looks_gone: int = 2
    """And one whose session is gone after 9 s."""


class Liveness(threading.Thread):
    """Shows that a worker is alive, rescues the jobs of dead ones, and stops this one when it was taken for dead."""

    def __init__(self, url: str, worker_id: int, timing: Timing, on_lost: Callable[[str], None]) -> None:
        super().__init__(name="job-liveness", daemon=True)
        self._url = url
        self._worker_id = worker_id
        self._timing = timing
        self._on_lost = on_lost
        self._stopping = threading.Event()
        self._seen: dict[int, tuple[int, int]] = {}
        self._looked_at = float("-inf")

    def stop(self) -> None:
        """End the thread; called before the worker takes itself off the list."""
        self._stopping.set()

    def run(self) -> None:
        """Beat until stopped. The database may be away for any time."""
        beat_s = self._timing.beat.total_seconds()
        while not self._stopping.is_set():
            try:
                with psycopg.connect(self._url, autocommit=True, connect_timeout=5) as connection:
                    connection.execute("set statement_timeout = '10s'; set lock_timeout = '5s'")
                    while not self._stopping.is_set():
                        if not self._beat(connection):
                            return
                        self._stopping.wait(beat_s)
            except psycopg.Error as error:
                _log.warning("worker.heartbeat_failed", reason=str(error).splitlines()[0])
                self._stopping.wait(min(beat_s, 1.0))

    def _beat(self, connection: psycopg.Connection) -> bool:
        if not rescue.show_life(connection, self._worker_id):
            if not self._stopping.is_set():
                self._on_lost("taken for dead: its heartbeat stood still and its jobs were given to others")
            return False
        for seen in self._dead(rescue.look_at_others(connection, self._worker_id)):
            if rescue.bury(connection, seen):
                _log.warning("worker.found_dead", worker_id=seen.worker_id)
        if rescue.jobs_are_lost(connection):
            rescue.rescue(connection)
        return True

    def _dead(self, others: list[Seen]) -> list[Seen]:
        """Tell who is dead. Looks that came late (a machine that slept) begin the count anew."""
        now = time.monotonic()
        if now - self._looked_at > 2 * self._timing.beat.total_seconds() + 1:
            self._seen.clear()
        self._looked_at = now
        still = {each.worker_id: self._still(each) for each in others}
        self._seen = {each.worker_id: (each.beat, still[each.worker_id]) for each in others}
        return [each for each in others if each.is_gone or still[each.worker_id] > self._patience(each)]

    def _still(self, seen: Seen) -> int:
        last_beat, looks = self._seen.get(seen.worker_id, (seen.beat, -1))
        return looks + 1 if seen.beat == last_beat else 0

    def _patience(self, seen: Seen) -> int:
        return self._timing.still_looks if seen.connected else self._timing.still_looks_gone
