"""One run of one job: its limits of time, its outcome, and the writing of its end."""

import asyncio
import time
from datetime import timedelta
from enum import StrEnum
from functools import partial

import msgspec
import structlog
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from matinee.kit.db import Database
from matinee.kit.events import Event, announce
from matinee.kit.jobs import repository
from matinee.kit.jobs.context import GivenUp, JobContext
from matinee.kit.jobs.kinds import AnyKind, Backoff, Registry
from matinee.kit.jobs.metrics import DURATION, ENDED
from matinee.kit.jobs.outcomes import Cancel, Cancelled, Done, Outcome, Retry, Snooze
from matinee.kit.jobs.repository import Ending
from matinee.kit.resources import Resources

_log = structlog.get_logger(__name__)
_LONGEST_ERROR = 2000
_ACK_PAUSES_S = (0.1, 0.2, 0.5, 1.0, 2.0)


class Stop(StrEnum):
    """Why a body was stopped from outside."""

    TIME = "time"
    STALL = "stall"
    CANCEL = "cancel"
    SHUTDOWN = "shutdown"


class Run:
    """A body at work, and what may stop it."""

    def __init__(
        self, started: repository.Started, kind: AnyKind, arguments: msgspec.Struct, context: JobContext
    ) -> None:
        self.started = started
        self.kind = kind
        self.context = context
        self.stopped_by: Stop | None = None
        self._arguments = arguments
        self._task: asyncio.Task[Outcome] | None = None

    async def end(self) -> Ending:
        """Run the body to its end and say what that was. Raises only `GivenUp`."""
        self._task = asyncio.create_task(self.kind.run(self.context, self._arguments))
        watch = asyncio.create_task(self._watch())
        try:
            return _ending(await self._task, self.started, self.kind)
        except asyncio.CancelledError:
            if self.stopped_by is None and not self._task.cancelled():
                self._task.cancel()
                raise
            return self._stopped()
        except Cancelled:
            return Ending(state="cancelled", error="Cancelled by a person.")
        except GivenUp:
            raise
        except Exception as error:  # noqa: BLE001 - whatever a body raises is this attempt's failure
            if self.stopped_by is not None:
                return self._stopped()
            await _log.aexception("job.failed")
            return _failure(_in_words(error), None, self.started, self.kind.retry)
        finally:
            watch.cancel()

    def stop(self, reason: Stop) -> None:
        """Stop the body at its next await."""
        if self.stopped_by is None and self._task is not None and not self._task.done():
            self.stopped_by = reason
            self._task.cancel()

    def cancel(self, grace_s: float) -> None:
        """Tell the body that somebody cancelled it; stop it when it has not ended after the grace."""
        if not self.context.cancelled:
            self.context.cancelled = True
            asyncio.get_running_loop().call_later(grace_s, self.stop, Stop.CANCEL)

    def _stopped(self) -> Ending:
        match self.stopped_by:
            case Stop.SHUTDOWN:
                return Ending(state="waiting", counts=False)
            case Stop.CANCEL:
                return Ending(state="cancelled", error="Cancelled by a person.")
            case Stop.STALL:
                text = f"No progress for {self.kind.stall_limit}."
            case Stop.TIME:
                text = f"Not done within its time limit of {self.kind.time_limit}."
            case None:
                text = "The job's body was stopped by something inside it."
        return _failure(text, None, self.started, self.kind.retry)

    async def _watch(self) -> None:
        loop = asyncio.get_running_loop()
        began = loop.time()
        while True:
            waits: list[tuple[float, Stop]] = []
            if self.kind.time_limit is not None:
                waits.append((began + self.kind.time_limit.total_seconds() - loop.time(), Stop.TIME))
            if self.kind.stall_limit is not None:
                last = self.context.last_progress_at
                waits.append((last + self.kind.stall_limit.total_seconds() - loop.time(), Stop.STALL))
            rest, reason = min(waits)
            if rest <= 0:
                self.stop(reason)
                return
            await asyncio.sleep(rest)


def _ending(outcome: Outcome, started: repository.Started, kind: AnyKind) -> Ending:
    match outcome:
        case None:
            return Ending(state="completed")
        case Done(result):
            return Ending(state="completed", result=result)
        case Snooze(delay):
            return Ending(state="scheduled", delay_s=delay.total_seconds(), counts=False)
        case Cancel(reason, result):
            return Ending(state="cancelled", error=reason, result=result)
        case Retry(reason, after):
            return _failure(reason, after, started, kind.retry)


def _failure(text: str, after: timedelta | None, started: repository.Started, backoff: Backoff) -> Ending:
    text = text[:_LONGEST_ERROR]
    if started.attempt >= started.attempts:
        return Ending(state="discarded", error=text)
    delay = backoff.delay(started.attempt) if after is None else after
    return Ending(state="retrying", error=text, delay_s=delay.total_seconds())


def _in_words(error: Exception) -> str:
    text = str(error).strip()
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


async def acknowledge(database: Database, started: repository.Started, ending: Ending) -> None:
    """Write a run's end, as long as it takes: a database that is away must not leave a job running for ever."""
    failures = 0
    while True:
        try:
            async with database.transaction() as tx:
                ours = await repository.finish(tx, started.id, started.run, ending)
                if ours and ending.state == "discarded":
                    await announce(tx, discarded(started, ending.error))
        except IntegrityError:
            continue  # a request with this key was made between the look and the write: look again
        except (SQLAlchemyError, OSError) as error:
            await _log.awarning("job.end_not_written_yet", reason=str(error).splitlines()[0])
            await asyncio.sleep(_ACK_PAUSES_S[min(failures, len(_ACK_PAUSES_S) - 1)])
            failures += 1
            continue
        if not ours:
            await _log.awarning("job.end_came_too_late", ending=ending.state)
        return


def discarded(started: repository.Started, reason: str | None) -> Event:
    """Make the event of a job that is never tried again."""
    payload: dict[str, object] = {"job_id": started.id, "kind": started.kind, "reason": reason}
    return Event(name="job.discarded", permission="admin", payload=payload)


def prepare(started: repository.Started, registry: Registry, database: Database, resources: Resources) -> Run | Ending:
    """Make a started job ready to run. One that this program cannot read is a failed attempt: a newer one may."""
    kind = registry.get(started.kind)
    if kind is None:
        return _failure(f"This program knows no job kind {started.kind!r}.", None, started, Backoff())
    try:
        arguments = msgspec.convert(started.arguments, kind.arguments)
    except msgspec.ValidationError as error:
        return _failure(f"Its arguments cannot be read by this program: {error}", None, started, kind.retry)
    announced = None if kind.progress_event is None else partial(kind.progress_event, arguments)
    return Run(started, kind, arguments, JobContext(started, database, resources, announced))


async def run_started(prepared: Run | Ending, database: Database, started: repository.Started) -> None:
    """Run a started job and write its end. All that is logged meanwhile carries the job's id and kind."""
    began = time.monotonic()
    with structlog.contextvars.bound_contextvars(job_id=started.id, job_kind=started.kind, attempt=started.attempt):
        if isinstance(prepared, Run):
            try:
                ending = await prepared.end()
            except GivenUp:
                await _log.awarning("job.given_up_while_running")
                return
            if prepared.context.finished is not None:
                _count(started, prepared.context.finished, began)
                return
        else:
            ending = prepared
        await acknowledge(database, started, ending)
        _count(started, ending, began)


def _count(started: repository.Started, ending: Ending, began: float) -> None:
    ENDED.labels(started.kind, ending.state).inc()
    DURATION.labels(started.kind).observe(time.monotonic() - began)
