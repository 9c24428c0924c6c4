"""Reading and steering the queue's rows."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import msgspec
from sqlalchemy import RowMapping, Select, func, select, text, true, union_all

from matinee.admin.jobs.schemas import Hour, JobError, JobFilter, JobView, PeriodicView, QueueView
from matinee.kit.db import Connection
from matinee.kit.jobs import AnyKind, Progress, Queue
from matinee.kit.jobs.tables import STATES, job, job_schedule

_COLUMNS = (
    job.c.id,
    job.c.kind,
    job.c.queue,
    job.c.state,
    job.c.arguments,
    job.c.attempt,
    job.c.attempts,
    job.c.progress,
    job.c.result,
    job.c.errors,
    job.c.created_at,
    job.c.due_at.label("scheduled_at"),
    job.c.started_at,
    job.c.finished_at,
)


def _view(row: RowMapping) -> JobView:
    values = dict(row)
    progress = values.pop("progress")
    errors = msgspec.convert(values.pop("errors"), list[JobError])
    return msgspec.convert(
        {str(name): value for name, value in values.items()}
        | {"progress": None if progress is None else msgspec.convert(progress, Progress), "errors": errors},
        JobView,
        from_attributes=True,
    )


async def page(tx: Connection, wanted: JobFilter, before: int | None, limit: int) -> list[JobView]:
    """List jobs, the newest first."""
    return [_view(row) for row in (await tx.execute(listing(wanted, before, limit))).mappings()]


def listing(wanted: JobFilter, before: int | None, limit: int) -> Select[*tuple[Any, ...]]:
    """Make the list's query: without a state, each state is read from its index, a page at most, and merged."""
    asked = {name: value for name, value in msgspec.structs.asdict(wanted).items() if value is not None}
    if asked.keys() & {"queue", "kind"} and "state" not in asked:
        parts = [_newest(asked | {"state": state}, before, limit).subquery() for state in STATES]
        found = union_all(*(select(part) for part in parts)).subquery()
        return select(found).order_by(found.c.id.desc()).limit(limit)
    return _newest(asked, before, limit)


def _newest(asked: dict[str, str], before: int | None, limit: int) -> Select[*tuple[Any, ...]]:
    query = select(*_COLUMNS).where(true(), *(job.c[name] == value for name, value in asked.items()))
    if before is not None:
        query = query.where(job.c.id < before)
    return query.order_by(job.c.id.desc()).limit(limit)


async def by_id(tx: Connection, job_id: int) -> JobView | None:
    """Give one job."""
    row = (await tx.execute(select(*_COLUMNS).where(job.c.id == job_id))).mappings().one_or_none()
    return None if row is None else _view(row)


_RETRY = text(
    """
    update job set state = 'waiting', attempt = 0, deaths = 0, due_at = now(), finished_at = null,
        cancel_requested_at = null, absorbs = unique_key is not null and not exists (
            select from job o where o.unique_key = job.unique_key and o.absorbs
            and o.state in ('scheduled', 'waiting', 'retrying'))
    where id = :id and state in ('discarded', 'cancelled', 'retrying', 'scheduled')
    returning pg_notify('matinee_jobs', queue)
    """
)


async def retry(tx: Connection, job_id: int) -> bool:
    """Let a job that failed, was cancelled or waits for its time run now; False when it is in no such state."""
    return (await tx.execute(_RETRY, {"id": job_id})).rowcount == 1


_QUEUES = text(
    """
    select q.name, p.paused_at,
        (select count(*) from job j where j.queue = q.name and j.state = 'waiting') as waiting,
        (select count(*) from job j where j.queue = q.name and j.state = 'running') as running
    from unnest(cast(:names as text[])) with ordinality as q (name, place)
    left join job_queue p on p.name = q.name order by q.place
    """
)
_PAUSE = text(
    """
    insert into job_queue (name, paused_at) values (:name, case when :paused then now() end)
    on conflict (name) do update set paused_at = excluded.paused_at
    """
)
_WAKE = text("select pg_notify('matinee_jobs', :name)")


async def queues(tx: Connection) -> list[QueueView]:
    """Give all queues, the most urgent first."""
    rows = await tx.execute(_QUEUES, {"names": [queue.value for queue in Queue]})
    return [QueueView(row.name, row.paused_at, row.waiting, row.running) for row in rows]


async def pause(tx: Connection, queue: Queue, *, paused: bool) -> None:
    """Pause or resume a queue; what runs in it goes on."""
    await tx.execute(_PAUSE, {"name": queue.value, "paused": paused})
    await tx.execute(_WAKE, {"name": queue.value})


async def throughput(tx: Connection) -> list[Hour]:
    """Count the jobs of the last 24 hours by hour and state; finished ones are kept that long."""
    hour = func.date_trunc("hour", job.c.finished_at, "UTC").label("hour")
    query = (
        select(hour, job.c.state, func.count().label("count"))
        .where(job.c.finished_at > func.now() - text("interval '24 hours'"))
        .group_by(hour, job.c.state)
        .order_by(hour, job.c.state)
    )
    rows: list[tuple[datetime, str, int]] = [(row[0], row[1], row[2]) for row in await tx.execute(query)]
    return [Hour(*row) for row in rows]


async def periodic(tx: Connection, kinds: Iterable[AnyKind]) -> list[PeriodicView]:
    """Give what is planned of the kinds that run by themselves, by name."""
    plans = {kind.name: kind.schedule for kind in kinds if kind.schedule is not None}
    query = (
        select(job_schedule, job.c.state)
        .join(job, job.c.id == job_schedule.c.last_job_id, isouter=True)
        .where(job_schedule.c.kind.in_(plans))
    )
    rows = {row.kind: row for row in await tx.execute(query)}
    return [
        PeriodicView(name, plan.every.total_seconds(), plan.at_start, None, None, None, None)
        if (row := rows.get(name)) is None
        else PeriodicView(
            name, row.interval_s, plan.at_start, row.last_started_at, row.last_job_id, row.state, row.due_at
        )
        for name, plan in sorted(plans.items())
    ]
