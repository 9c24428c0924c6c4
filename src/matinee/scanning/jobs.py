"""Background work of scanning: the scan, the timed scans, the cleaning of history."""

import os
from collections.abc import Sequence
from datetime import timedelta
from functools import partial
from typing import Any
from uuid import UUID

import msgspec

from matinee.access.policy import SYSTEM
from matinee.catalog import ContentTypes, TitleFollowers, request_probing
from matinee.kit.db import Connection
from matinee.kit.events import Event
from matinee.kit.jobs import SPARE, Cancel, Done, JobContext, Kind, Progress, Queue, Schedule, enqueue
from matinee.kit.jobs import Cancelled as JobCancelled
from matinee.kit.walking import walk_in_process
from matinee.libraries import Library, by_id, due_for_scan, stored_roots
from matinee.scanning import announcing
from matinee.scanning.repository import scans
from matinee.scanning.repository.forsaken import forsaken_titles
from matinee.scanning.scan import run_scan
from matinee.scanning.work import Outcome, ScanWork

_ATTEMPTS = 3
RETENTION_DAYS = 30
_LOOK_AGAIN = timedelta(seconds=60)
_MOST_FOLDERS_AGAIN = 20


class ScanLibrary(msgspec.Struct, frozen=True):
    """Which library, and how much of it."""

    library_id: UUID
    scope: str | None = None
    force: bool = False
    approves: UUID | None = None
    """The held scan whose plan a person approved."""


class ScanRequested(msgspec.Struct, frozen=True):
    """What became of a request: follow the job or the scan."""

    job_id: int
    scan_id: UUID


class ScanDue(msgspec.Struct, frozen=True):
    """Nothing: the libraries say themselves when they are due."""


class ForgetScans(msgspec.Struct, frozen=True):
    """How long scan history is kept."""

    retention_days: int = RETENTION_DAYS


class ScanTiming(msgspec.Struct, frozen=True):
    """How often a library is scanned that sets no interval itself."""

    interval: timedelta = timedelta(hours=1)


async def scan_library(context: JobContext, arguments: ScanLibrary) -> Done | Cancel:
    """Scan a library; a held or offline scan is a result, not a failure."""
    async with context.transaction() as tx:
        library = await by_id(tx, SYSTEM, arguments.library_id)
        if library is None:
            return Cancel("The library was deleted.")
        roots = await stored_roots(tx, library.id)
        scan_id = await _scan_row(tx, context, arguments)
        row = await scans.by_id(tx, SYSTEM, scan_id)
        started = None if row is None else row.started_at
        await scans.change(tx, scan_id, state="running", started_at=started or context.clock.now())
        followers = context.resources.find(TitleFollowers) or TitleFollowers()
        await followers.tell(tx, await forsaken_titles(tx, library.id), priority=SPARE)

    async def tell(phase: str, current: int, total: int | None, message: str) -> None:
        context.raise_if_cancelled()
        await context.progress(phase, current, total, message)

    async def again(tx: Connection, paths: Sequence[bytes]) -> None:
        await look_again(tx, library.id, paths)

    work = ScanWork(
        scan_id=scan_id,
        library=library,
        roots=roots,
        scope=None if row is None else row.scope,
        approved_by=arguments.approves,
        content=context.resources.get(ContentTypes).of(library.kind),
        walker=walk_in_process,
        clock=context.clock,
        transaction=context.transaction,
        tell=tell,
        probe=request_probing,
        again=again,
        follow=partial(followers.tell, priority=SPARE),
    )
    return _result(scan_id, await _guarded(context, library, work))


async def look_again(tx: Connection, library_id: UUID, paths: Sequence[bytes]) -> None:
    """Ask for another scan of the folders of files that were still written, a little later."""
    folders = sorted({os.path.dirname(path) for path in paths})
    scopes = folders if len(folders) <= _MOST_FOLDERS_AGAIN else [None]
    for scope in scopes:
        await enqueue_scan(tx, library_id, scope, delay=_LOOK_AGAIN)


async def enqueue_scan(
    tx: Connection,
    library_id: UUID,
    scope: bytes | None,
    *,
    approves: UUID | None = None,
    delay: timedelta = timedelta(),
) -> ScanRequested:
    """Ask for the job, with a scan that waits for it: the one door for people, timers, watchers and other programs.

    A request that meets a waiting one is that one; one that meets a running one follows it.
    """
    shown = None if scope is None else os.fsdecode(scope).encode("utf-8", "backslashreplace").decode()
    arguments = ScanLibrary(library_id, shown, force=approves is not None, approves=approves)
    queued = await enqueue(tx, LIBRARY_SCAN, arguments, delay=delay)
    scan_id = await scans.of_job(tx, queued.job_id)
    if scan_id is None:
        scan_id = await scans.add(tx, library_id, scope)
        await scans.change(tx, scan_id, job_id=queued.job_id)
    return ScanRequested(queued.job_id, scan_id)


async def _guarded(context: JobContext, library: Library, work: ScanWork) -> Outcome:
    try:
        return await run_scan(work)
    except JobCancelled:
        async with context.transaction() as tx:
            await scans.change(tx, work.scan_id, state="cancelled", finished_at=context.clock.now())
            await announcing.scan_cancelled(tx, library.id, work.scan_id)
        raise
    except Exception as error:
        if context.attempt >= _ATTEMPTS:
            async with context.transaction() as tx:
                words = f"{type(error).__name__}: {error}"[:1000]
                await scans.change(tx, work.scan_id, state="failed", error=words, finished_at=context.clock.now())
                await announcing.scan_failed(tx, library.id, work.scan_id, words)
        raise


def _result(scan_id: UUID, outcome: Outcome) -> Done:
    result: dict[str, Any] = {"scan_id": str(scan_id), "state": outcome.state, "counts": outcome.counts}
    if outcome.hold_reason is not None:
        result["hold_reason"] = outcome.hold_reason
    if outcome.error is not None:
        result["error"] = outcome.error
    return Done(result)


async def _scan_row(tx: Connection, context: JobContext, arguments: ScanLibrary) -> UUID:
    scan_id = await scans.of_job(tx, context.job_id)
    if scan_id is None:
        scan_id = await scans.add(
            tx, arguments.library_id, None if arguments.scope is None else arguments.scope.encode()
        )
        await scans.change(tx, scan_id, job_id=context.job_id)
    return scan_id


async def scan_due(context: JobContext, _arguments: ScanDue) -> None:
    """Enqueue a scan of each enabled library whose interval has passed; close scans whose job ended without a word."""
    timing = context.resources.find(ScanTiming) or ScanTiming()
    async with context.transaction() as tx:
        await announcing.close_abandoned(tx)
        for library_id in await due_for_scan(tx, context.clock.now(), int(timing.interval.total_seconds())):
            if not await scans.active(tx, SYSTEM, [library_id]):
                await enqueue_scan(tx, library_id, None)


async def forget_scans(context: JobContext, arguments: ForgetScans) -> Done:
    """Delete old scan history."""
    async with context.transaction() as tx:
        return Done({"forgotten": await scans.forget_old(tx, arguments.retention_days)})


def _progress_event(arguments: ScanLibrary, progress: Progress) -> Event:
    # Where a walk is names a folder: who manages libraries reads that with the scan, others hear how far it is.
    payload: dict[str, object] = {
        "phase": progress.phase,
        "current": progress.current,
        "total": progress.total,
        "message": "" if progress.phase == "walk" else progress.message,
    }
    ids = [arguments.library_id]
    return Event(name="library.scan_progress", subject_id=arguments.library_id, library_ids=ids, payload=payload)


LIBRARY_SCAN: Kind[ScanLibrary] = Kind(
    name="library.scan",
    arguments=ScanLibrary,
    queue=Queue.BULK,
    attempts=_ATTEMPTS,
    unique_for=timedelta(minutes=10),
    time_limit=None,
    stall_limit=timedelta(minutes=30),
    serial=lambda arguments: f"library:{arguments.library_id}",
    not_in_key=frozenset({"approves"}),
    progress_event=_progress_event,
    goes_first=True,
    run=scan_library,
)
SCAN_PERIODIC: Kind[ScanDue] = Kind(
    name="library.scan_periodic",
    arguments=ScanDue,
    queue=Queue.LOW,
    attempts=3,
    unique_for=timedelta(minutes=5),
    time_limit=timedelta(minutes=1),
    serial=None,
    schedule=Schedule(every=timedelta(minutes=1)),
    run=scan_due,
)
SCAN_CLEANUP: Kind[ForgetScans] = Kind(
    name="library.scan_cleanup",
    arguments=ForgetScans,
    queue=Queue.LOW,
    attempts=3,
    unique_for=None,
    time_limit=timedelta(minutes=2),
    serial=None,
    schedule=Schedule(every=timedelta(days=1)),
    run=forget_scans,
)
KINDS = [LIBRARY_SCAN, SCAN_PERIODIC, SCAN_CLEANUP]
