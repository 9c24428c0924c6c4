"""Background work over HTTP, for administrators; a manager may follow a library's scan."""

from typing import Annotated, Literal

from litestar import get, post
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter, QueryParameter

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.admin.jobs import repository, service
from matinee.admin.jobs.errors import JobNotFound
from matinee.admin.jobs.schemas import JobFilter, JobView, PeriodicList, QueueList, RunAnswer, RunWish, Throughput
from matinee.kit.db import Connection, Page, decode_cursor, encode_cursor
from matinee.kit.jobs import Queue, Registry
from matinee.kit.resources import Resources

_TAGS = ["Jobs"]
_FOR_MANAGERS = frozenset({"library.scan"})
_SORT = "-id"
type State = Literal["scheduled", "waiting", "running", "retrying", "completed", "cancelled", "discarded"]
JobId = Annotated[int, Parameter(ge=0, le=2**63 - 1)]
Limit = Annotated[int, Parameter(ge=1, le=1000)]


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
async def get_job(job_id: JobId, viewer: Viewer, tx: Connection) -> JobView:
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
async def retry_job(job_id: JobId, viewer: Viewer, tx: Connection) -> JobView:
    """Let a job that failed or was cancelled run again, with all its attempts."""
    return await service.retry(tx, viewer, job_id)


@post(
    "/jobs/{job_id:int}/cancel",
    guards=[needs(Permission.ADMIN)],
    tags=_TAGS,
    operation_id="cancel_job",
    status_code=200,
)
async def cancel_job(job_id: JobId, viewer: Viewer, tx: Connection) -> JobView:
    """Cancel a waiting job; a running one is asked to end, and stopped when it does not."""
    return await service.cancel(tx, viewer, job_id)


@get("/jobs/periodic", guards=[needs(Permission.ADMIN)], tags=_TAGS, operation_id="list_periodic_jobs")
async def list_periodic_jobs(tx: Connection, resources: Resources) -> PeriodicList:
    """List the jobs that run by themselves: how often, when last and when next."""
    return PeriodicList(await repository.periodic(tx, resources.get(Registry)))


@post("/jobs/run", guards=[needs(Permission.ADMIN)], tags=_TAGS, operation_id="run_periodic_job", status_code=202)
async def run_periodic_job(data: RunWish, viewer: Viewer, tx: Connection, resources: Resources) -> RunAnswer:
    """Run a periodic job now; its next time stays as it was."""
    queued = await service.run_now(tx, viewer, resources.get(Registry), data.kind)
    return RunAnswer(queued.job_id, queued.outcome)


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
async def pause_queue(name: Queue, viewer: Viewer, tx: Connection) -> None:
    """Start no more jobs of a queue; running ones go on."""
    await service.pause(tx, viewer, name, paused=True)


@post(
    "/queues/{name:str}/resume",
    guards=[needs(Permission.ADMIN)],
    tags=_TAGS,
    operation_id="resume_queue",
    status_code=204,
)
async def resume_queue(name: Queue, viewer: Viewer, tx: Connection) -> None:
    """Start jobs of a queue again."""
    await service.pause(tx, viewer, name, paused=False)


ROUTES: list[HTTPRouteHandler] = [
    list_jobs,
    get_throughput,
    get_job,
    retry_job,
    cancel_job,
    list_periodic_jobs,
    run_periodic_job,
    list_queues,
    pause_queue,
    resume_queue,
]
"""The routes of this room."""
