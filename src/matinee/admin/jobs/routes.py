"""Background work over HTTP, for administrators; a manager may follow a library's scan."""

from typing import Annotated, Literal

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter, QueryParameter

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.admin.jobs import repository
from matinee.admin.jobs.errors import JobNotFound, JobNotInState
from matinee.admin.jobs.schemas import JobFilter, JobView, QueueList, Throughput
from matinee.kit.db import Connection, Page, decode_cursor, encode_cursor
from matinee.kit.jobs import Queue

_TAGS = ["Jobs"]
_FOR_MANAGERS = frozenset({"library.scan"})
_SORT = "-id"
type State = Literal["scheduled", "waiting", "running", "retrying", "completed", "cancelled", "discarded"]
type Limit = Annotated[int, Parameter(ge=1, le=200)]


@get("/jobs", guards=[needs(Permission.ADMIN)], tags=_TAGS, operation_id="list_jobs")
async def list_jobs(
    tx: Connection,
    in_state: Annotated[State | None, QueryParameter(name="state")] = None,
    queue: Queue | None = None,
    kind: str | None = None,
    cursor: str | None = None,
    limit: Limit = 50,
) -> Page[JobView]:
    """List jobs, the newest first, by state, queue and kind."""
    before = decode_cursor(cursor, _SORT, tuple[int])[0] if cursor else None
    items = await repository.page(tx, JobFilter(in_state, queue, kind), before, limit)
    return Page(items, encode_cursor(_SORT, (items[-1].id,)) if len(items) == limit else None)


@get("/jobs/throughput", guards=[needs(Permission.ADMIN)], tags=_TAGS, operation_id="get_job_throughput")
async def get_throughput(tx: Connection) -> Throughput:
    """Give how many jobs ended in the last day, by hour and state."""
    return Throughput(await repository.throughput(tx))


@get("/jobs/{job_id:int}", guards=[needs(Permission.MANAGE)], tags=_TAGS, operation_id="get_job")
async def get_job(job_id: int, viewer: Viewer, tx: Connection) -> JobView:
    """Give one job: arguments, attempts, progress, result, errors in words."""
    job = await repository.by_id(tx, job_id)
    if job is None or not (viewer.may(Permission.ADMIN) or (job.kind in _FOR_MANAGERS and _may_see(viewer, job))):
        raise JobNotFound
    return job


def _may_see(viewer: Viewer, job: JobView) -> bool:
    return viewer.all_libraries or job.arguments.get("library_id") in {str(each) for each in viewer.library_ids}


@post(
    "/jobs/{job_id:int}/retry", guards=[needs(Permission.ADMIN)], tags=_TAGS, operation_id="retry_job", status_code=200
)
async def retry_job(job_id: int, tx: Connection) -> JobView:
    """Let a job that failed or was cancelled run again, with all its attempts."""
    if not await repository.retry(tx, job_id):
        raise await _not_possible(tx, job_id, "run again")
    return await _present(tx, job_id)


@post(
    "/jobs/{job_id:int}/cancel",
    guards=[needs(Permission.ADMIN)],
    tags=_TAGS,
    operation_id="cancel_job",
    status_code=200,
)
async def cancel_job(job_id: int, tx: Connection) -> JobView:
    """Cancel a waiting job; a running one is asked to end, and stopped when it does not."""
    if not await repository.cancel(tx, job_id):
        raise await _not_possible(tx, job_id, "be cancelled")
    return await _present(tx, job_id)


@get("/queues", guards=[needs(Permission.ADMIN)], tags=_TAGS, operation_id="list_queues")
async def list_queues(tx: Connection) -> QueueList:
    """List the queues, with what waits and runs in each."""
    return QueueList(await repository.queues(tx))


@post(
    "/queues/{name:str}/pause",
    guards=[needs(Permission.ADMIN)],
    tags=_TAGS,
    operation_id="pause_queue",
    status_code=204,
)
async def pause_queue(name: Queue, tx: Connection) -> None:
    """Start no more jobs of a queue; running ones go on."""
    await repository.pause(tx, name, paused=True)


@post(
    "/queues/{name:str}/resume",
    guards=[needs(Permission.ADMIN)],
    tags=_TAGS,
    operation_id="resume_queue",
    status_code=204,
)
async def resume_queue(name: Queue, tx: Connection) -> None:
    """Start jobs of a queue again."""
    await repository.pause(tx, name, paused=False)


async def _present(tx: Connection, job_id: int) -> JobView:
    job = await repository.by_id(tx, job_id)
    if job is None:
        raise JobNotFound
    return job


async def _not_possible(tx: Connection, job_id: int, wish: str) -> JobNotFound | JobNotInState:
    job = await repository.by_id(tx, job_id)
    return JobNotFound() if job is None else JobNotInState(f"The job is {job.state}; it cannot {wish} now.")


ROUTES: list[HTTPRouteHandler] = [
    list_jobs,
    get_throughput,
    get_job,
    retry_job,
    cancel_job,
    list_queues,
    pause_queue,
    resume_queue,
]
"""The routes of this room."""
