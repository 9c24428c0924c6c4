"""Noticing dead workers and taking back their jobs: statements on a plain connection, for code outside any event loop.

The queue's other statements are in repository.py.
"""

import os
import socket
from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta

import msgspec
import psycopg
import structlog

_log = structlog.get_logger(__name__)

_LOCK_SPACE = 0x4D4A
"""First number of the advisory locks that living workers hold; the second is the worker's."""
_BEAT = "update job_worker set beat = beat + 1 where id = %s returning pg_try_advisory_lock(%s, id::int)"
_LOOK = """
    select id, beat, host, pid, exists (select from pg_locks l where l.locktype = 'advisory' and l.granted
        and l.database = (select oid from pg_database where datname = current_database())
        and l.classid = %s::int::oid and l.objid = id::int::oid) as connected
    from job_worker where id <> %s
"""
_BURY = "delete from job_worker where id = %s and beat = %s"
_BURY_PROCESS = "delete from job_worker where host = %s and pid = %s returning id"
_LOST = """
    select exists (select from job j where state = 'running'
        and not exists (select from job_worker w where w.id = j.worker_id))
"""
_RESCUE = """
    with lost as (
        select id, alone, alone and deaths + 1 >= %(deaths)s as fatal,
            case when worker_id = any(%(ended)s::bigint[]) then %(ending)s else '' end as ending
        from job j where state = 'running'
        and not exists (select from job_worker w where w.id = j.worker_id) for update skip locked
    ), saved as (
        update job set
            state = case when lost.fatal then 'discarded' when cancel_requested_at is not null then 'cancelled'
                else 'waiting' end,
            deaths = deaths + lost.alone::int, attempt = attempt - 1, alone = true, worker_id = null, due_at = now(),
            finished_at = case when lost.fatal or cancel_requested_at is not null then now() end,
            errors = errors || jsonb_build_object('at', now(), 'text', case when lost.fatal then %(fatal)s
                when lost.alone then %(alone)s else %(first)s end || lost.ending),
            absorbs = not lost.fatal and cancel_requested_at is null and unique_key is not null and not exists (
                select from job o where o.unique_key = job.unique_key and o.absorbs
                and o.state in ('scheduled', 'waiting', 'retrying'))
        from lost where job.id = lost.id returning job.id, job.kind, job.queue, job.state
    ), told as (
        insert into outbox (name, permission, payload)
        select 'job.discarded', 'admin', jsonb_build_object('job_id', id, 'kind', kind, 'reason', %(fatal)s::text)
        from saved where state = 'discarded' returning 1
    )
    select saved.id, saved.kind, saved.state, pg_notify('matinee_jobs', queue), (select count(*) from told) from saved
"""
RUNNABLE_SUSPECT = """
    j.state = 'waiting' and j.alone
    and not exists (select from job_queue q where q.name = j.queue and q.paused_at is not null)
    and not exists (select from job r where r.state = 'running' and r.serial_key = j.serial_key)
    and not exists (select from job r where r.state = 'running' and r.unique_key = j.unique_key)
"""
_SUSPECTS = f"""
    select count(*) filter (where j.deaths = 0), count(*) filter (where j.deaths = 0 and overdue),
        count(*) filter (where j.deaths > 0), count(*) filter (where j.deaths > 0 and overdue),
        (select coalesce(array_agg(w.pid), '{{}}') from job_worker w where w.alone and w.host = %(host)s
            and exists (select from job r where r.state = 'running' and r.worker_id = w.id))
    from job j cross join lateral (select j.due_at < now() - make_interval(secs => %(patience_s)s) as overdue) o
    where {RUNNABLE_SUSPECT}
"""  # noqa: S608 - a constant
FIRST_DEATH = "The worker process died while this job ran, perhaps of another one. It is tried again, alone."
DEATH_ALONE = "The worker process died while this job ran alone."
DEATHS_ALONE = 3
FATAL = f"The worker process died {DEATHS_ALONE} times while this job ran alone: it is not tried again."


class Seen(msgspec.Struct, frozen=True):
    """Another worker at one look. `connected`: its session lives, so its process does as far as the network tells."""

    worker_id: int
    beat: int
    connected: bool
    is_gone: bool
    """It ran on this machine, and no such process is there any more."""


def show_life(connection: psycopg.Connection, worker_id: int) -> bool:
    """Raise this worker's number and hold its lock; False when it was taken for dead."""
    return connection.execute(_BEAT, (worker_id, _LOCK_SPACE)).fetchone() is not None


def look_at_others(connection: psycopg.Connection, worker_id: int) -> list[Seen]:
    """Look at all other workers."""
    here = socket.gethostname()
    rows = connection.execute(_LOOK, (_LOCK_SPACE, worker_id)).fetchall()
    return [
        Seen(each, beat, connected, not connected and host == here and not _is_there(pid))
        for each, beat, host, pid, connected in rows
    ]


def _is_there(pid: int) -> bool:
    with suppress(PermissionError):
        try:
            os.kill(pid, 0)
        except ProcessLookupError:
            return False
    return True


def bury(connection: psycopg.Connection, seen: Seen) -> bool:
    """Take a dead worker off the list; False when it showed life after the look."""
    return connection.execute(_BURY, (seen.worker_id, seen.beat)).rowcount == 1


def bury_process(connection: psycopg.Connection, pid: int) -> list[int]:
    """Take the worker of a process of this machine off the list, which is known to have ended."""
    return [each for (each,) in connection.execute(_BURY_PROCESS, (socket.gethostname(), pid)).fetchall()]


def jobs_are_lost(connection: psycopg.Connection) -> bool:
    """Tell whether a job runs on a worker that is not on the list."""
    row = connection.execute(_LOST).fetchone()
    return row is not None and bool(row[0])


class Waiting(msgspec.Struct, frozen=True):
    """How many suspects of one lane could start now, and how many of them have waited long enough."""

    count: int = 0
    overdue: int = 0


class Suspects(msgspec.Struct, frozen=True):
    """What waits to be run apart, by lane, and which processes of this machine run a suspect."""

    apart: Waiting = Waiting()
    sole: Waiting = Waiting()
    busy: frozenset[int] = frozenset()


def suspects(connection: psycopg.Connection, patience: timedelta) -> Suspects:
    """Look at the jobs that wait to be run apart; those that have waited longer than this are overdue."""
    values = {"host": socket.gethostname(), "patience_s": patience.total_seconds()}
    row = connection.execute(_SUSPECTS, values).fetchone()
    if row is None:
        return Suspects()
    apart, apart_overdue, sole, sole_overdue, busy = row
    return Suspects(Waiting(apart, apart_overdue), Waiting(sole, sole_overdue), frozenset(busy))


def rescue(connection: psycopg.Connection, *, ended: Collection[int] = (), ending: str = "") -> None:
    """Give the lost jobs back, to be run apart; the third death while alone discards. `ending`: how workers ended."""
    words = {"deaths": DEATHS_ALONE, "fatal": FATAL, "alone": DEATH_ALONE, "first": FIRST_DEATH}
    parameters = {**words, "ended": list(ended), "ending": f" ({ending})" if ending else ""}
    for job_id, kind, state, *_ in connection.execute(_RESCUE, parameters).fetchall():
        _log.warning("job.rescued", job_id=job_id, job_kind=kind, state=state, ending=ending or None)
