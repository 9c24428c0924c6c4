"""What the figures and the log say of background work."""

import structlog
from prometheus_client import REGISTRY
from structlog.contextvars import merge_contextvars
from structlog.testing import capture_logs

from matinee.kit.db import Database
from matinee.kit.jobs import Cancel, JobContext, Outcome, Retry, enqueue
from matinee.kit.jobs.metrics import show_load
from matinee.kit.jobs.repository import load
from matinee.kit.jobs.testing import InlineWorker
from tests.jobs.kinds import Note, note_kind


def figure(name: str, **labels: str) -> float:
    return REGISTRY.get_sample_value(name, labels) or 0.0


async def test_kind_counts_what_was_asked_for_and_how_it_ended(database: Database) -> None:
    async def run(context: JobContext, arguments: Note) -> Outcome:
        return {"done": None, "gone": Cancel("404"), "fails": Retry("500")}[arguments.text]

    kind = note_kind("test.counted", run=run)
    async with database.transaction() as tx:
        for text in ("done", "done", "gone", "fails"):
            await enqueue(tx, kind, Note(text))
    await InlineWorker(database, [kind]).run_waiting()
    assert figure("matinee_jobs_enqueued_total", kind="test.counted", outcome="made") == 3
    assert figure("matinee_jobs_enqueued_total", kind="test.counted", outcome="met_waiting") == 1
    ends = {
        s: figure("matinee_jobs_ended_total", kind="test.counted", state=s)
        for s in ("completed", "cancelled", "retrying")
    }
    assert ends == {"completed": 1, "cancelled": 1, "retrying": 1}
    assert figure("matinee_job_seconds_count", kind="test.counted") == 3


async def test_kind_tells_what_waits_and_for_how_long(database: Database) -> None:
    kind = note_kind("test.waits")
    async with database.transaction() as tx:
        await enqueue(tx, kind, Note("a"))
        await enqueue(tx, kind, Note("b"))
        await tx.exec_driver_sql("update job set due_at = now() - interval '90 seconds' where arguments->>'text' = 'a'")
        show_load(["test.idle"], await load(tx))
    assert figure("matinee_jobs_waiting", kind="test.waits") == 2
    assert 90 <= figure("matinee_jobs_oldest_waiting_seconds", kind="test.waits") < 150
    assert REGISTRY.get_sample_value("matinee_jobs_waiting", {"kind": "test.idle"}) == 0


async def test_what_a_body_logs_carries_the_jobs_id(database: Database) -> None:
    async def run(context: JobContext, arguments: Note) -> Outcome:
        await structlog.get_logger().ainfo("found.something")

    kind = note_kind("test.logs", run=run)
    async with database.transaction() as tx:
        job_id = (await enqueue(tx, kind, Note())).job_id
    with capture_logs(processors=[merge_contextvars]) as logs:
        await InlineWorker(database, [kind]).run_waiting()
    (line,) = [each for each in logs if each["event"] == "found.something"]
    assert (line["job_id"], line["job_kind"], line["attempt"]) == (job_id, "test.logs", 1)
