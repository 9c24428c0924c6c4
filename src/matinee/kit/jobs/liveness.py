"""Being alive, and noticing who is not: one thread with its own connection, which no busy event loop can starve.

A worker shows life by raising a number. Another one is dead when its number stood still over several looks in a row.
No clock is compared with another, so a clock that jumps, a database that was away and a machine that slept kill nobody.
"""

import threading
import time
from collections.abc import Callable
from datetime import timedelta

import msgspec
import psycopg
import structlog

_log = structlog.get_logger(__name__)

# SQL of this thread's own synchronous connection; the queue's other statements are in repository.py.
_BEAT = "update job_worker set beat = beat + 1 where id = %s returning beat"
_LOOK = "select id, beat from job_worker where id <> %s"
_BURY = "delete from job_worker where id = %s and beat = %s"
_LOST = """
    select exists (select from job j where state = 'running'
        and not exists (select from job_worker w where w.id = j.worker_id))
"""
_RESCUE = """
    with lost as (
        select id, alone and deaths + 1 >= %(deaths)s as fatal, alone from job j where state = 'running'
        and not exists (select from job_worker w where w.id = j.worker_id) for update skip locked
    ), saved as (
        update job set
            state = case when lost.fatal then 'discarded' when cancel_requested_at is not null then 'cancelled'
                else 'waiting' end,
            deaths = deaths + lost.alone::int, attempt = attempt - 1, alone = true, worker_id = null, due_at = now(),
            finished_at = case when lost.fatal or cancel_requested_at is not null then now() end,
            errors = errors || jsonb_build_object('at', now(), 'text', case
                when lost.fatal then %(fatal)s when lost.alone then %(alone)s else %(first)s end),
            absorbs = not lost.fatal and cancel_requested_at is null and unique_key is not null and not exists (
                select from job o where o.unique_key = job.unique_key and o.absorbs
                and o.state in ('scheduled', 'waiting', 'retrying'))
        from lost where job.id = lost.id returning job.id, job.kind, job.queue, job.state
    ), told as (
        insert into outbox (name, permission, payload)
        select 'job.discarded', 'admin', jsonb_build_object('job_id', id, 'kind', kind, 'reason', %(fatal)s::text)
        from saved where state = 'discarded' returning 1
    )
    select saved.id, saved.state, pg_notify('matinee_jobs', queue), (select count(*) from told) from saved
"""
FIRST_DEATH = "The worker process died while this job ran, perhaps of another one. It is tried again, alone."
DEATH_ALONE = "The worker process died while this job ran alone."
DEATHS_ALONE = 3
FATAL = f"The worker process died {DEATHS_ALONE} times while this job ran alone: it is not tried again."


class Timing(msgspec.Struct, frozen=True):
    """How often a worker shows life, and how many looks at a still number make it dead."""

    beat: timedelta = timedelta(seconds=3)
    still_looks: int = 5
    """With a beat of 3 s, dead after 15 s."""


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
        if connection.execute(_BEAT, (self._worker_id,)).fetchone() is None:
            if not self._stopping.is_set():
                self._on_lost("taken for dead: its heartbeat stood still and its jobs were given to others")
            return False
        for worker_id, beat in self._dead(connection):
            if connection.execute(_BURY, (worker_id, beat)).rowcount:
                _log.warning("worker.found_dead", worker_id=worker_id)
        row = connection.execute(_LOST).fetchone()
        if row is not None and row[0]:
            self._rescue(connection)
        return True

    def _dead(self, connection: psycopg.Connection) -> list[tuple[int, int]]:
        """Look at the others' numbers. Looks that came late (a machine that slept) begin the count anew."""
        now = time.monotonic()
        if now - self._looked_at > 2 * self._timing.beat.total_seconds() + 1:
            self._seen.clear()
        self._looked_at = now
        seen: dict[int, tuple[int, int]] = {}
        for worker_id, beat in connection.execute(_LOOK, (self._worker_id,)).fetchall():
            last_beat, looks = self._seen.get(worker_id, (beat, 0))
            seen[worker_id] = (beat, looks + 1 if beat == last_beat else 0)
        self._seen = seen
        return [(each, beat) for each, (beat, looks) in seen.items() if looks > self._timing.still_looks]

    def _rescue(self, connection: psycopg.Connection) -> None:
        words = {"deaths": DEATHS_ALONE, "fatal": FATAL, "alone": DEATH_ALONE, "first": FIRST_DEATH}
        for job_id, state, *_ in connection.execute(_RESCUE, words).fetchall():
            _log.warning("job.rescued", job_id=job_id, state=state)
