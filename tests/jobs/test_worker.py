"""The worker: takes what waits, keeps to the keys, writes typed outcomes, gives back what it cannot finish."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import timedelta

import pytest
from sqlalchemy import text

from matinee.kit.db import Database
from matinee.kit.jobs import (
    SPARE,
    Backoff,
    Cancel,
    Done,
    JobContext,
    Outcome,
    Queue,
    Retry,
    Snooze,
    Worker,
    WorkerOptions,
    enqueue,
)
from matinee.kit.jobs.kinds import Kind
from tests.jobs.conftest import Working, ended, in_state, job_row
from tests.jobs.kinds import Note, note_kind
from tests.waiting import until


async def ask(database: Database, kind: Kind[Note], note: Note | None = None, **options: object) -> int:
    async with database.transaction() as tx:
        return (await enqueue(tx, kind, note or Note(), **options)).job_id  # pyright: ignore[reportArgumentType]


def outcome_kind(outcome: Outcome, **changes: object) -> Kind[Note]:
    async def run(context: JobContext, arguments: Note) -> Outcome:
        return outcome

    return note_kind(run=run, **changes)


async def test_waiting_worker_runs_a_new_job_and_keeps_its_result(database: Database, working: Working) -> None:
    kind = outcome_kind(Done({"found": 3}))
    async with working(kind):
        row = await ended(database, await ask(database, kind))
    assert (row.state, row.result, row.attempt) == ("completed", {"found": 3}, 1)


async def test_certain_failure_is_cancelled_after_one_attempt(database: Database, working: Working) -> None:
    kind = outcome_kind(Cancel("404: no such title"))
    async with working(kind):
        row = await ended(database, await ask(database, kind))
    assert (row.state, row.attempt, row.errors[0]["text"]) == ("cancelled", 1, "404: no such title")


async def test_provider_that_says_when_is_asked_then(database: Database, working: Working) -> None:
    kind = outcome_kind(Retry("429", after=timedelta(seconds=90)))
    async with working(kind):
        job_id = await ask(database, kind)

        async def look() -> bool:
            return (await job_row(database, job_id)).state == "retrying"

        await until(look)
    async with database.reading() as tx:
        wait = (await tx.execute(text("select extract(epoch from due_at - now()) from job"))).scalar_one()
    assert 80 < wait <= 90


async def test_attempts_are_used_up_and_the_job_discarded_with_its_errors(database: Database, working: Working) -> None:
    async def run(context: JobContext, arguments: Note) -> Outcome:
        raise ValueError(f"attempt {context.attempt}")

    kind = note_kind(run=run, retry=Backoff(first=timedelta(milliseconds=5)))
    async with working(kind):
        row = await ended(database, await ask(database, kind))
    assert (row.state, row.attempt) == ("discarded", 3)
    assert [error["text"] for error in row.errors] == [f"ValueError: attempt {n}" for n in (1, 2, 3)]
    async with database.reading() as tx:
        told = (await tx.execute(text("select name, permission, payload from outbox"))).one()
    assert (told.name, told.permission, told.payload["kind"]) == ("job.discarded", "admin", "test.note")


async def test_h40_job_that_a_worker_took_without_hearing_of_it_runs(database: Database, working: Working) -> None:
    """The database went away between its commit and its answer: the worker lives, the job is its own, nobody runs it."""
    kind = outcome_kind(None)
    async with working(kind) as worker:
        await until(_registered(worker))
        async with database.transaction() as tx:
            job_id = (await enqueue(tx, kind, Note())).job_id
            await tx.execute(
                text("update job set state = 'running', run = 1, attempt = 1, worker_id = :id, started_at = now()"),
                {"id": worker.worker_id},
            )
        row = await ended(database, job_id)
    assert (row.state, row.run, row.attempt, row.deaths, row.errors) == ("completed", 2, 1, 0, [])


def _registered(worker: Worker) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return worker.worker_id > 0

    return look


async def test_snooze_uses_no_attempt(database: Database, working: Working) -> None:
    runs: list[int] = []

    async def run(context: JobContext, arguments: Note) -> Outcome:
        runs.append(context.attempt)
        return Snooze(timedelta(milliseconds=10)) if len(runs) < 8 else None

    kind = note_kind(run=run)
    async with working(kind):
        row = await ended(database, await ask(database, kind))
    assert row.state == "completed"
    assert runs == [1] * 8


async def test_body_over_its_time_limit_is_stopped_and_says_so(database: Database, working: Working) -> None:
    async def run(context: JobContext, arguments: Note) -> Outcome:
        await asyncio.Event().wait()

    kind = note_kind(run=run, attempts=1, time_limit=timedelta(milliseconds=30))
    async with working(kind):
        row = await ended(database, await ask(database, kind))
    assert row.state == "discarded"
    assert "time limit" in row.errors[0]["text"]


async def test_body_without_progress_is_stopped_and_one_with_progress_is_not(
    database: Database, working: Working
) -> None:
    limit_s = 0.3

    async def stall(context: JobContext, arguments: Note) -> Outcome:
        await asyncio.Event().wait()

    async def move(context: JobContext, arguments: Note) -> Outcome:
        loop = asyncio.get_running_loop()
        over = loop.time() + 2 * limit_s
        while loop.time() < over:
            await context.progress("walk", 1)
            await asyncio.sleep(limit_s / 10)

    bounds = {
        "time_limit": None,
        "stall_limit": timedelta(seconds=limit_s),
        "retry": Backoff(timedelta(milliseconds=5)),
    }
    stalls = note_kind("test.stalls", run=stall, attempts=1, **bounds)
    moves = note_kind("test.moves", run=move, attempts=50, **bounds)  # a machine that stands still is no fault of it
    async with working(stalls, moves):
        stalled = await ended(database, await ask(database, stalls))
        moving = await ended(database, await ask(database, moves))
    assert stalled.state == "discarded"
    assert "No progress" in stalled.errors[0]["text"]
    assert moving.state == "completed"


async def test_progress_can_be_read_while_the_job_runs(database: Database, working: Working) -> None:
    go_on = asyncio.Event()

    async def run(context: JobContext, arguments: Note) -> Outcome:
        await context.progress("walk", 3, 10, "Films")
        await go_on.wait()

    kind = note_kind(run=run)
    async with working(kind):
        job_id = await ask(database, kind)

        async def look() -> object:
            return (await job_row(database, job_id)).progress

        assert await until(look) == {"phase": "walk", "current": 3, "total": 10, "message": "Films"}
        go_on.set()
    async with database.reading() as tx:
        assert (await tx.execute(text("select payload->>'phase' from outbox"))).scalar_one() == "walk"


async def test_jobs_with_one_serial_key_never_run_together(database: Database, working: Working) -> None:
    running: set[str] = set()
    most = 0

    async def run(context: JobContext, arguments: Note) -> Outcome:
        nonlocal most
        running.add(arguments.text)
        most = max(most, len(running))
        await asyncio.sleep(0.005)
        running.remove(arguments.text)

    kind = note_kind(run=run, serial=lambda note: note.folder)
    async with working(kind), working(kind):
        ids = [await ask(database, kind, Note(str(n), folder="/films")) for n in range(20)]
        for job_id in ids:
            await ended(database, job_id)
    assert most == 1


async def test_request_that_meets_a_running_job_is_kept_as_its_follow_up(database: Database, working: Working) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()
    seen: list[int] = []
    together = 0

    async def run(context: JobContext, arguments: Note) -> Outcome:
        nonlocal together
        together += 1
        assert together == 1
        begun.set()
        await go_on.wait()
        async with database.reading() as tx:
            seen.append((await tx.execute(text("select count(*) from job_queue"))).scalar_one())
        together -= 1

    kind = note_kind(run=run)
    async with working(kind):
        first = await ask(database, kind)
        await begun.wait()
        async with database.transaction() as tx:
            await tx.execute(text("insert into job_queue (name) values ('added behind the walker')"))
            follow = await enqueue(tx, kind, Note())
            again = await enqueue(tx, kind, Note())
        assert (follow.outcome, again.outcome) == ("follows_running", "met_waiting")
        assert again.job_id == follow.job_id != first
        go_on.set()
        assert (await ended(database, follow.job_id)).state == "completed"
    assert len(seen) == 2
    assert seen[-1] == 1


async def test_queue_runs_no_more_at_a_time_than_its_number(database: Database, working: Working) -> None:
    running = most = 0

    async def run(context: JobContext, arguments: Note) -> Outcome:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1

    kind = note_kind(run=run, queue=Queue.BULK, unique_for=None)
    ids = [await ask(database, kind) for _ in range(12)]
    async with working(kind, options=WorkerOptions(scale={Queue.BULK: 2 / 3})):
        for job_id in ids:
            await ended(database, job_id)
    assert most == 2


async def test_shutdown_gives_back_what_does_not_end_in_time(database: Database, working: Working) -> None:
    begun = asyncio.Event()

    async def run(context: JobContext, arguments: Note) -> Outcome:
        begun.set()
        await asyncio.Event().wait()

    kind = note_kind(run=run)
    async with working(kind, options=WorkerOptions(grace=timedelta(milliseconds=20))):
        job_id = await ask(database, kind)
        await begun.wait()
    row = await job_row(database, job_id)
    assert (row.state, row.attempt, row.alone, row.errors) == ("waiting", 0, False, [])


async def test_effects_and_end_of_a_job_can_commit_together(database: Database, working: Working) -> None:
    async def run(context: JobContext, arguments: Note) -> Outcome:
        async with context.transaction() as tx:
            await tx.execute(text("insert into job_queue (name) values ('effect')"))
            await context.complete(tx, {"effects": 1})

    kind = note_kind(run=run)
    async with working(kind):
        row = await ended(database, await ask(database, kind))
    assert (row.state, row.result) == ("completed", {"effects": 1})


async def test_job_of_an_unknown_kind_waits_for_a_worker_that_knows_it(database: Database, working: Working) -> None:
    newer = note_kind("other.program")
    async with working(note_kind()):
        job_id = await ask(database, newer)
        row = await until(lambda: in_state(database, job_id, "retrying"))
    assert "other.program" in row.errors[0]["text"]
    async with database.transaction() as tx:
        await tx.execute(text("update job set due_at = now()"))
    async with working(newer):
        assert (await ended(database, job_id)).state == "completed"


@pytest.mark.parametrize("grace_s", [0.01, 30])
async def test_cancelled_body_ends_by_itself_or_is_stopped(
    database: Database, working: Working, grace_s: float
) -> None:
    begun = asyncio.Event()

    async def run(context: JobContext, arguments: Note) -> Outcome:
        begun.set()
        while True:
            await asyncio.sleep(0.01)
            if grace_s > 1:
                context.raise_if_cancelled()

    kind = note_kind(run=run)
    async with working(kind, options=WorkerOptions(cancel_grace=timedelta(seconds=grace_s))):
        job_id = await ask(database, kind)
        await begun.wait()
        async with database.transaction() as tx:
            await tx.execute(text("update job set cancel_requested_at = now()"))
            await tx.execute(text("select pg_notify('matinee_jobs_cancel', '')"))
        row = await ended(database, job_id)
    assert row.state == "cancelled"


@pytest.mark.parametrize("ending", ["raises", "asks to be tried again", "snoozes"])
async def test_cancelled_job_is_not_tried_again_whatever_its_body_says(
    database: Database, working: Working, ending: str
) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def run(context: JobContext, arguments: Note) -> Outcome:
        begun.set()
        await go_on.wait()
        if ending == "raises":
            raise ValueError(ending)
        return Retry(ending) if ending == "asks to be tried again" else Snooze(timedelta(milliseconds=1))

    kind = note_kind(run=run)
    async with working(kind):
        job_id = await ask(database, kind)
        await begun.wait()
        async with database.transaction() as tx:
            await tx.execute(text("update job set cancel_requested_at = now()"))
        go_on.set()
        row = await ended(database, job_id)
    assert (row.state, row.run) == ("cancelled", 1)


async def test_forced_and_plain_refresh_of_one_title_never_run_together(database: Database, working: Working) -> None:
    running = most = 0

    async def run(context: JobContext, arguments: Note) -> Outcome:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.02)
        running -= 1

    kind = note_kind("test.refresh", run=run, serial=lambda note: f"title:{note.text}")
    async with working(kind), working(kind):
        plain = await ask(database, kind, Note("Heat"))
        forced = await ask(database, kind, Note("Heat", force=True))
        assert plain != forced
        for job_id in (plain, forced):
            assert (await ended(database, job_id)).state == "completed"
    assert most == 1


async def test_paused_queue_lets_running_jobs_end_and_starts_no_other(database: Database, working: Working) -> None:
    begun, go_on = asyncio.Event(), asyncio.Event()

    async def run(context: JobContext, arguments: Note) -> Outcome:
        begun.set()
        await go_on.wait()

    held, other = note_kind("test.held", run=run, queue=Queue.LOW), note_kind()
    async with working(held, other):
        running = await ask(database, held)
        await begun.wait()
        async with database.transaction() as tx:
            await tx.execute(text("insert into job_queue (name, paused_at) values ('low', now())"))
        waiting = await ask(database, held, Note("later"))
        go_on.set()
        assert (await ended(database, running)).state == "completed"
        assert (await ended(database, await ask(database, other))).state == "completed"
        assert (await job_row(database, waiting)).state == "waiting"
        async with database.transaction() as tx:
            await tx.execute(text("update job_queue set paused_at = null"))
            await tx.execute(text("select pg_notify('matinee_jobs', 'low')"))
        assert (await ended(database, waiting)).state == "completed"


def test_running_jobs_get_20_s_when_the_worker_is_stopped() -> None:
    assert WorkerOptions().grace == timedelta(seconds=20)


async def test_spare_work_runs_one_at_a_time_while_a_job_runs_that_goes_first(
    database: Database, working: Working
) -> None:
    running: set[str] = set()
    together = 0
    let_go = asyncio.Event()

    async def work(context: JobContext, arguments: Note) -> Outcome:
        nonlocal together
        running.add(arguments.text)
        together = max(together, sum(each.startswith("spare") for each in running))
        if not arguments.text.startswith("spare"):
            await let_go.wait()
        await asyncio.sleep(0)
        running.discard(arguments.text)

    scan = note_kind("test.scan", run=work, queue=Queue.BULK, goes_first=True)
    kind = note_kind(run=work)

    async def all_asked_run() -> bool:
        return {f"asked {n}" for n in range(5)} <= running

    async with working(scan, kind):
        scan_id = await ask(database, scan, Note("scan"))
        await until(lambda: in_state(database, scan_id, "running"))
        async with database.transaction() as tx:
            spare = [await enqueue(tx, kind, Note(f"spare {n}"), priority=SPARE) for n in range(12)]
            asked = [await enqueue(tx, kind, Note(f"asked {n}")) for n in range(5)]
        await until(all_asked_run)
        for each in spare:
            await ended(database, each.job_id)
        assert (await job_row(database, scan_id)).state == "running"
        assert together == 1
        let_go.set()
        for each in asked:
            await ended(database, each.job_id)
