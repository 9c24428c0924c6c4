"""The queue's statements. Fenced by the run number: what a worker that was given up still says changes nothing."""

from collections.abc import Mapping, Sequence

import msgspec
from sqlalchemy import text

from matinee.kit.db import Connection
from matinee.kit.jobs.lanes import Lane
from matinee.kit.jobs.metrics import Load
from matinee.kit.jobs.progress import Progress
from matinee.kit.jobs.rescue import RUNNABLE_SUSPECT

CHANNEL = "matinee_jobs"
CANCEL_CHANNEL = "matinee_jobs_cancel"


class NewJob(msgspec.Struct, frozen=True):
    """A row to be made."""

    kind: str
    queue: str
    priority: int
    arguments: str
    unique_key: bytes | None
    serial_key: str | None
    attempts: int
    delay_s: float


class Made(msgspec.Struct, frozen=True):
    """A row that was made; `follows`: one with its key is running now."""

    id: int
    unique_key: bytes | None
    follows: bool


_INSERT = text(
    """
    with new as (
        select * from unnest(cast(:kind as text[]), cast(:queue as text[]), cast(:priority as int[]),
            cast(:arguments as jsonb[]), cast(:unique_key as bytea[]), cast(:serial_key as text[]),
            cast(:attempts as int[]), cast(:delay_s as float8[]))
        as t (kind, queue, priority, arguments, unique_key, serial_key, attempts, delay_s)
    ), made as (
        insert into job (kind, queue, priority, arguments, state, unique_key, absorbs, serial_key, attempts, due_at)
        select kind, queue, priority, arguments, case when delay_s > 0 then 'scheduled' else 'waiting' end,
            unique_key, unique_key is not null, serial_key, attempts, now() + make_interval(secs => delay_s)
        from new
        on conflict (unique_key) where absorbs and state in ('scheduled', 'waiting', 'retrying') do nothing
        returning id, queue, unique_key
    ), told as (select count(pg_notify(:channel, queue)) from (select distinct queue from made) q)
    select id, unique_key, unique_key is not null and exists (
        select from job r where r.state = 'running' and r.unique_key = made.unique_key) as follows
    from made, told
    """
)


async def insert_jobs(tx: Connection, jobs: Sequence[NewJob]) -> list[Made]:
    """Make rows, but none whose key a waiting one holds; wake the workers at commit."""
    columns: dict[str, object] = {name: [getattr(job, name) for job in jobs] for name in NewJob.__struct_fields__}
    rows = await tx.execute(_INSERT, {**columns, "channel": CHANNEL})
    return [Made(row.id, row.unique_key, row.follows) for row in rows]


# The row lock makes the waiting job start after the caller's commit; a job that started meanwhile is not found.
_MEET = text(
    """
    select id, created_at < now() - make_interval(secs => :unique_for_s) as stale,
        priority < :priority or (state = 'scheduled' and due_at > now() + make_interval(secs => :delay_s)) as later
    from job where unique_key = :key and absorbs and state in ('scheduled', 'waiting', 'retrying') for share
    """
)
_FREE_KEY = text("update job set absorbs = false where id = :id")
_PULL_FORWARD = text(
    """
    update job set priority = greatest(priority, :priority),
        due_at = case when state = 'scheduled' then least(due_at, now() + make_interval(secs => :delay_s))
                 else due_at end
    where id = :id returning pg_notify(:channel, queue)
    """
)


async def meet_waiting(tx: Connection, job: NewJob, unique_for_s: float) -> int | None:
    """Give the waiting job that takes this request in; None when there is none now, and a new one may be made."""
    values = {"key": job.unique_key, "unique_for_s": unique_for_s, "priority": job.priority, "delay_s": job.delay_s}
    row = (await tx.execute(_MEET, values)).one_or_none()
    if row is None:
        return None
    if row.stale:
        await tx.execute(_FREE_KEY, {"id": row.id})
        return None
    if row.later:
        raised = {"id": row.id, "priority": job.priority, "delay_s": job.delay_s, "channel": CHANNEL}
        await tx.execute(_PULL_FORWARD, raised)
    return int(row.id)


_HASTEN = text(
    """
    with hastened as (
        update job set priority = :priority
        where state = 'waiting' and serial_key = any(:serial_keys) and kind = :kind and priority < :priority
        returning queue
    )
    select pg_notify(:channel, queue) from hastened group by queue
    """
)


async def hasten(tx: Connection, kind: str, serial_keys: Sequence[str], priority: int) -> None:
    """Let waiting jobs of a kind with one of these serial keys matter at least so much."""
    values = {"kind": kind, "serial_keys": list(serial_keys), "priority": priority, "channel": CHANNEL}
    await tx.execute(_HASTEN, values)


class Started(msgspec.Struct, frozen=True):
    """A job this worker may run now. `run` is its fence."""

    id: int
    kind: str
    queue: str
    arguments: dict[str, object]
    run: int
    attempt: int
    attempts: int
    priority: int


class Wanted(msgspec.Struct, frozen=True):
    """Which jobs a worker takes: of one lane, at most so many, and only those that matter at least so much."""

    lane: Lane = Lane.SHARED
    most: int = 1000
    least: int = -(2**31)


_ANY = Wanted()


# A suspect comes before the others with its keys: they take a free key sooner than a process can be forked for it.
_FETCH = text(
    """
    with slot as (
        select queue, free from unnest(cast(:queues as text[]), cast(:free as int[])) as s (queue, free)
        where not exists (select from job_queue q where q.name = s.queue and q.paused_at is not null)
    ), candidate as (
        select c.* from slot cross join lateral (
            select j.id, j.serial_key, j.unique_key, j.priority, j.due_at from job j
            where j.state = 'waiting' and j.queue = slot.queue and j.priority >= :least
            and case when not j.alone then 'shared' when j.deaths = 0 then 'apart' else 'sole' end = :lane
            and not exists (select from job r where r.state = 'running' and r.serial_key = j.serial_key)
            and not exists (select from job r where r.state = 'running' and r.unique_key = j.unique_key)
            and (:lane <> 'shared' or not exists (
                select from job s where s.state = 'waiting' and s.alone
                and (s.serial_key = j.serial_key or s.unique_key = j.unique_key)
                and not exists (select from job_queue q where q.name = s.queue and q.paused_at is not null)))
            order by j.priority desc, j.due_at, j.id
            limit slot.free for update of j skip locked
        ) c
    ), ranked as (
        select id, serial_key, unique_key,
            row_number() over (partition by serial_key order by priority desc, due_at, id) as among_serial,
            row_number() over (partition by unique_key order by priority desc, due_at, id) as among_unique,
            row_number() over (order by priority desc, due_at, id) as place
        from candidate
    )
    update job set state = 'running', run = run + 1, attempt = attempt + 1, worker_id = :worker_id, absorbs = false,
        started_at = clock_timestamp(), progress = null, cancel_requested_at = null
    from ranked
    where job.id = ranked.id and (ranked.serial_key is null or among_serial = 1)
    and (ranked.unique_key is null or among_unique = 1) and place <= :most
    and exists (select from job_worker w where w.id = :worker_id)
    returning job.id, job.kind, job.queue, job.arguments, job.run, job.attempt, job.attempts, job.priority
    """
)


async def fetch(tx: Connection, worker_id: int, free: Mapping[str, int], wanted: Wanted = _ANY) -> list[Started]:
    """Take waiting jobs that are wanted, most urgent first, at most so many a queue.

    An IntegrityError means that another worker took a job with one of these keys in this moment: ask again.
    """
    values = {"queues": list(free), "free": list(free.values()), "worker_id": worker_id, "lane": wanted.lane}
    rows = (await tx.execute(_FETCH, {**values, "most": wanted.most, "least": wanted.least})).all()
    return [Started(*row) for row in rows]


_STAGE = text(
    f"""
    with due as (
        select id from job where state in ('scheduled', 'retrying') and due_at <= now()
        order by due_at limit 1000 for update skip locked
    ), staged as (update job set state = 'waiting' from due where job.id = due.id returning 1)
    select (select count(*) from staged) as staged, (
        select extract(epoch from min(due_at) - now()) from job
        where state in ('scheduled', 'retrying') and due_at > now()) as next_s,
        exists (select from job j where {RUNNABLE_SUSPECT}) as suspects
    """  # noqa: S608 - a constant
)


class Staged(msgspec.Struct, frozen=True):
    """How many scheduled jobs became due, when the next does, and whether jobs wait to be run apart."""

    count: int
    next_s: float | None
    suspects: bool


async def stage(tx: Connection) -> Staged:
    """Make due jobs wait."""
    row = (await tx.execute(_STAGE)).one()
    return Staged(row.staged, None if row.next_s is None else float(row.next_s), row.suspects)


class Ending(msgspec.Struct, frozen=True, kw_only=True):
    """How a run ended, as it is written."""

    state: str
    result: Mapping[str, object] | None = None
    error: str | None = None
    delay_s: float = 0
    counts: bool = True
    """False: this start uses no attempt (snoozed, or given back)."""


# A run that a person cancelled is not tried again, whatever it says.
_FINISH = text(
    """
    update job set worker_id = null, attempt = attempt - :uncounted,
        state = case when :final or cancel_requested_at is null then :state else 'cancelled' end,
        result = coalesce(cast(:result as jsonb), result),
        errors = case when cast(:error as text) is null then errors
            else (case when jsonb_array_length(errors) >= 10 then errors - 0 else errors end)
                || jsonb_build_object('at', clock_timestamp(), 'text', cast(:error as text)) end,
        due_at = case when :final then due_at else clock_timestamp() + make_interval(secs => :delay_s) end,
        finished_at = case when :final or cancel_requested_at is not null then clock_timestamp() end,
        absorbs = not :final and cancel_requested_at is null and unique_key is not null and not exists (
            select from job o where o.unique_key = job.unique_key and o.absorbs
            and o.state in ('scheduled', 'waiting', 'retrying'))
    where id = :id and run = :run and state = 'running'
    """
)
FINAL = frozenset({"completed", "cancelled", "discarded"})


async def finish(tx: Connection, job_id: int, run: int, ending: Ending) -> bool:
    """Write how a run ended. False: this run was given up and is no longer the job's; nothing was changed."""
    values = {
        "id": job_id,
        "run": run,
        "state": ending.state,
        "uncounted": 0 if ending.counts else 1,
        "result": None if ending.result is None else msgspec.json.encode(ending.result).decode(),
        "error": ending.error,
        "delay_s": ending.delay_s,
        "final": ending.state in FINAL,
    }
    return (await tx.execute(_FINISH, values)).rowcount == 1


_IS_OURS = text("select 1 from job where id = :id and run = :run and state = 'running' for share")
_BOUND_IDLING = text("set local idle_in_transaction_session_timeout = '30s'")


async def hold(tx: Connection, job_id: int, run: int) -> bool:
    """Keep a job's run ours until this transaction ends; False when it was given up."""
    await tx.execute(_BOUND_IDLING)
    return (await tx.execute(_IS_OURS, {"id": job_id, "run": run})).one_or_none() is not None


_PROGRESS = text(
    "update job set progress = cast(:progress as jsonb) where id = :id and run = :run and state = 'running'"
)


async def write_progress(tx: Connection, job_id: int, run: int, progress: Progress) -> None:
    """Store how far a run is."""
    values = {"id": job_id, "run": run, "progress": msgspec.json.encode(progress).decode()}
    await tx.execute(_PROGRESS, values)


_CANCEL_REQUESTED = text(
    "select id from job where worker_id = :worker_id and state = 'running' and cancel_requested_at is not null"
)


async def cancel_requested(tx: Connection, worker_id: int) -> list[int]:
    """Give the running jobs of this worker that somebody cancelled."""
    return list((await tx.execute(_CANCEL_REQUESTED, {"worker_id": worker_id})).scalars())


_HELD = text("select id, run from job where worker_id = :worker_id and state = 'running'")


async def held(tx: Connection, worker_id: int) -> dict[int, int]:
    """Give the jobs that run on this worker as the table has it, each with its run."""
    return {row.id: row.run for row in await tx.execute(_HELD, {"worker_id": worker_id})}


_CANCEL = text(
    """
    update job set cancel_requested_at = now(),
        state = case when state = 'running' then state else 'cancelled' end,
        finished_at = case when state = 'running' then null else now() end
    where id = :id and finished_at is null returning pg_notify('matinee_jobs_cancel', '')
    """
)


async def cancel(tx: Connection, job_id: int) -> bool:
    """Cancel a job, or ask the running one to end; False when it has ended."""
    return (await tx.execute(_CANCEL, {"id": job_id})).rowcount == 1


_REGISTER = text("insert into job_worker (host, pid, alone) values (:host, :pid, :alone) returning id")
_UNREGISTER = text("delete from job_worker where id = :id")


async def register_worker(tx: Connection, host: str, pid: int, lane: Lane = Lane.SHARED) -> int:
    """Enter a worker among the living."""
    return int((await tx.execute(_REGISTER, {"host": host, "pid": pid, "alone": lane is not Lane.SHARED})).scalar_one())


async def unregister_worker(tx: Connection, worker_id: int) -> None:
    """Take a worker that stops by itself off the list."""
    await tx.execute(_UNREGISTER, {"id": worker_id})


_LOAD = text(
    """
    select kind, count(*) filter (where state = 'waiting') as waiting, count(*) filter (where state = 'running')
        as running, coalesce(extract(epoch from now() - min(due_at) filter (where state = 'waiting')), 0) as oldest_s
    from job where state in ('waiting', 'running') group by kind
    """
)


async def load(tx: Connection) -> list[Load]:
    """Count what waits and runs, by kind."""
    return [Load(row.kind, row.waiting, row.running, max(0.0, float(row.oldest_s))) for row in await tx.execute(_LOAD)]


_FORGET = text(
    """
    delete from job where id in (
        select id from job where finished_at < now() - interval '24 hours'
        and (state in ('completed', 'cancelled') or finished_at < now() - interval '7 days')
        limit 5000 for update skip locked)
    """
)


async def forget_finished(tx: Connection) -> None:
    """Delete jobs whose time is over: completed and cancelled after 24 h, discarded after 7 days."""
    await tx.execute(_FORGET)
