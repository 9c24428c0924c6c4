"""What an operator may do to background work, each act with its line in the journal."""

from matinee.access import actor_for
from matinee.access.policy import Viewer
from matinee.admin.jobs import repository
from matinee.admin.jobs.errors import JobNotFound, JobNotInState, KindNotPeriodic
from matinee.admin.jobs.schemas import JobView
from matinee.journal import Entry, record
from matinee.kit.db import Connection
from matinee.kit.jobs import Enqueued, Queue, Registry, start_now
from matinee.kit.jobs import cancel as cancel_job


async def present(tx: Connection, job_id: int) -> JobView:
    """Give a job; raises `JobNotFound`."""
    job = await repository.by_id(tx, job_id)
    if job is None:
        raise JobNotFound
    return job


async def retry(tx: Connection, viewer: Viewer, job_id: int) -> JobView:
    """Let a job that failed, was cancelled or waits for its time run now, with all its attempts."""
    if not await repository.retry(tx, job_id):
        raise JobNotInState(f"The job is {(await present(tx, job_id)).state}; it cannot run again now.")
    return await _told(tx, viewer, "job.retried", job_id)


async def cancel(tx: Connection, viewer: Viewer, job_id: int) -> JobView:
    """Cancel a waiting job; ask a running one to end."""
    if not await cancel_job(tx, job_id):
        raise JobNotInState(f"The job is {(await present(tx, job_id)).state}; it cannot be cancelled now.")
    return await _told(tx, viewer, "job.cancelled", job_id)


async def run_now(tx: Connection, viewer: Viewer, registry: Registry, name: str) -> Enqueued:
    """Run a periodic kind now."""
    kind = registry.get(name)
    if kind is None or kind.schedule is None:
        raise KindNotPeriodic(f"No periodic job is named {name!r}.")
    queued = await start_now(tx, kind)
    await _told(tx, viewer, "job.asked_for", queued.job_id)
    return queued


async def pause(tx: Connection, viewer: Viewer, queue: Queue, *, paused: bool) -> None:
    """Start no more jobs of a queue, or start them again; running ones go on."""
    await repository.pause(tx, queue, paused=paused)
    action = "queue.paused" if paused else "queue.resumed"
    await record(tx, Entry(actor=actor_for(viewer), action=action, target_kind="queue", target_name=queue.value))


async def _told(tx: Connection, viewer: Viewer, action: str, job_id: int) -> JobView:
    job = await present(tx, job_id)
    entry = Entry(
        actor=actor_for(viewer), action=action, target_kind="job", target_name=job.kind, details={"job_id": job_id}
    )
    await record(tx, entry)
    return job
