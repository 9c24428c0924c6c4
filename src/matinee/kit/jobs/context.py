"""What a job's body is handed: time, things, a fenced transaction, progress, cancellation."""

import asyncio
from collections.abc import AsyncGenerator, Callable, Mapping
from contextlib import asynccontextmanager

from matinee.kit.clock import Clock
from matinee.kit.db import Connection, Database
from matinee.kit.events import Event, announce
from matinee.kit.jobs import repository
from matinee.kit.jobs.outcomes import Cancelled
from matinee.kit.jobs.progress import Progress
from matinee.kit.resources import Resources

_PROGRESS_EVERY_S = 1.0


class GivenUp(Exception):
    """This run is no longer the job's: the worker was taken for dead. Whatever it does now must not count."""


class JobContext:
    """The surroundings of one run of one job."""

    def __init__(
        self,
        started: repository.Started,
        database: Database,
        resources: Resources,
        own_progress_event: Callable[[Progress], Event] | None = None,
    ) -> None:
        self.job_id = started.id
        self.run = started.run
        self.attempt = started.attempt
        """Which attempt this is, from 1 to the kind's `attempts`."""
        self.priority = started.priority
        """How much it matters: what it asks for in turn matters as much."""
        self.database = database
        self.resources = resources
        self._kind = started.kind
        self._own_progress_event = own_progress_event
        self.cancelled = False
        """Whether somebody cancelled this job; a long body looks now and then."""
        self.finished: repository.Ending | None = None
        """Set once the body has written its own end (`complete`)."""
        self.last_progress_at = asyncio.get_running_loop().time()
        self._written_at = float("-inf")
        self._written_phase: str | None = None

    @property
    def clock(self) -> Clock:
        """The clock of this program."""
        return self.resources.get(Clock)

    @asynccontextmanager
    async def transaction(self) -> AsyncGenerator[Connection]:
        """Open a transaction that commits only while this run is still the job's. Raises `GivenUp` otherwise.

        It must not idle for 30 s (read the disk before it, not in it): PostgreSQL ends it then.
        """
        async with self.database.transaction() as tx:
            if not await repository.hold(tx, self.job_id, self.run):
                raise GivenUp
            yield tx

    async def complete(self, tx: Connection, result: Mapping[str, object] | None = None) -> None:
        """Write the job's completion in the body's last transaction: its effects and its end commit together."""
        ending = repository.Ending(state="completed", result=result)
        if not await repository.finish(tx, self.job_id, self.run, ending):
            raise GivenUp
        self.finished = ending

    async def progress(self, phase: str, current: int, total: int | None = None, message: str = "") -> None:
        """Say how far it is. Cheap to call often: written and announced once a second, and on a new phase."""
        now = asyncio.get_running_loop().time()
        self.last_progress_at = now
        if phase == self._written_phase and now - self._written_at < _PROGRESS_EVERY_S:
            return
        self._written_at, self._written_phase = now, phase
        progress = Progress(phase, current, total, message)
        async with self.database.transaction() as tx:
            await repository.write_progress(tx, self.job_id, self.run, progress)
            await announce(tx, self._progress_event(progress))

    def raise_if_cancelled(self) -> None:
        """Stop here if somebody cancelled this job."""
        if self.cancelled:
            raise Cancelled

    def _progress_event(self, progress: Progress) -> Event:
        if self._own_progress_event is not None:
            return self._own_progress_event(progress)
        payload: dict[str, object] = {
            "job_id": self.job_id,
            "kind": self._kind,
            "phase": progress.phase,
            "current": progress.current,
            "total": progress.total,
            "message": progress.message,
        }
        return Event(name="job.progress", permission="admin", payload=payload)
