"""Periodic jobs: their due times are rows, so a server restarted every day still runs its daily jobs.

The row of a kind is locked while it is started: of several servers one starts it, the others pass. Only the database's
clock counts. A clock that jumped ahead starts a job once, not once a missed period; one that jumped back leaves a due
time too far ahead, which is drawn in to one interval from now.
"""

from collections.abc import Sequence

from sqlalchemy import text

from matinee.kit.db import Connection
from matinee.kit.jobs.enqueue import Enqueued, enqueue
from matinee.kit.jobs.kinds import AnyKind

_DECLARE = text(
    """
    insert into job_schedule (kind, interval_s, due_at)
    values (:kind, :interval_s, now() + make_interval(secs => case when :at_start then 0 else :interval_s end))
    on conflict (kind) do update set interval_s = excluded.interval_s, due_at = case
        when :at_start and coalesce(job_schedule.last_started_at < now() - interval '60 seconds', true) then now()
        else least(job_schedule.due_at, now() + make_interval(secs => excluded.interval_s)) end
    where job_schedule.interval_s <> excluded.interval_s or :at_start
    or job_schedule.due_at > now() + make_interval(secs => excluded.interval_s)
    """
)
_CLAIM = text(
    """
    select kind from job_schedule where kind = any(:kinds)
    and (due_at <= now() or due_at > now() + make_interval(secs => interval_s))
    for update skip locked
    """
)
_STARTED = text(
    """
    update job_schedule set last_started_at = now(), last_job_id = :job_id,
        due_at = now() + make_interval(secs => interval_s) where kind = :kind
    """
)


async def start_due(tx: Connection, kinds: Sequence[AnyKind], *, at_start: bool = False) -> list[str]:
    """Enqueue the periodic kinds that are due, each by one server; `at_start` makes those due that start with one."""
    by_name = {kind.name: kind for kind in kinds}
    for name in sorted(by_name):
        plan = by_name[name].schedule
        if plan is not None:
            values = {"kind": name, "interval_s": plan.every.total_seconds(), "at_start": at_start and plan.at_start}
            await tx.execute(_DECLARE, values)
    due = list((await tx.execute(_CLAIM, {"kinds": list(by_name)})).scalars())
    for name in due:
        queued = await enqueue(tx, by_name[name], by_name[name].arguments())
        await tx.execute(_STARTED, {"kind": name, "job_id": queued.job_id})
    return due


_ASKED_FOR = text("update job_schedule set last_started_at = now(), last_job_id = :job_id where kind = :kind")


async def start_now(tx: Connection, kind: AnyKind) -> Enqueued:
    """Enqueue a periodic kind because a person asks for it; its next time stays as it was."""
    queued = await enqueue(tx, kind, kind.arguments() if kind.run_now is None else kind.run_now)
    await tx.execute(_ASKED_FOR, {"kind": kind.name, "job_id": queued.job_id})
    return queued
