"""The operator's view of background work: seen and steered by administrators only."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import text

from matinee.admin.jobs import JobFilter, repository
from matinee.admin.jobs.routes import ROUTES
from matinee.kit.db import Database
from matinee.kit.jobs import Cancel, JobContext, Outcome, Registry, Schedule, enqueue
from matinee.kit.jobs.schedule import start_due
from matinee.kit.jobs.testing import InlineWorker
from tests.access.small_app import QUICK, Client, SmallServer, small_server
from tests.jobs.kinds import Note, note_kind


async def _run(context: JobContext, arguments: Note) -> Outcome:
    return Cancel("404: nobody knows it")


KIND = note_kind(run=_run)
PERIODIC = note_kind("test.nightly", schedule=Schedule(timedelta(days=1)), run_now=Note("now"))


@pytest.fixture
async def server(database_url: str) -> AsyncIterator[SmallServer]:
    async with small_server(database_url, QUICK, *ROUTES) as running:
        running.resources.put(Registry([KIND, PERIODIC]))
        yield running


@pytest.fixture
async def admin(server: SmallServer) -> AsyncIterator[Client]:
    async with server.client() as client:
        await client.set_up(server.database)
        yield client


async def ask(server: SmallServer, name: str) -> int:
    async with server.database.transaction() as tx:
        return (await enqueue(tx, KIND, Note(name))).job_id


async def test_failed_job_is_found_understood_and_run_again(server: SmallServer, admin: Client) -> None:
    job_id = await ask(server, "a")
    await InlineWorker(server.database, [KIND]).run_waiting()
    (found,) = (await admin.get("/jobs", params={"state": "cancelled"})).json()["items"]
    assert (found["id"], found["errors"][0]["text"]) == (job_id, "404: nobody knows it")
    assert (await admin.post(f"/jobs/{job_id}/retry")).json()["state"] == "waiting"
    again = await admin.post(f"/jobs/{job_id}/retry")
    assert (again.status_code, again.json()["code"]) == (409, "job_state")


async def test_waiting_job_is_cancelled(server: SmallServer, admin: Client) -> None:
    job_id = await ask(server, "a")
    assert (await admin.post(f"/jobs/{job_id}/cancel")).json()["state"] == "cancelled"
    assert await InlineWorker(server.database, [KIND]).run_waiting() == 0


async def test_pages_follow_each_other(server: SmallServer, admin: Client) -> None:
    ids = [await ask(server, str(number)) for number in range(5)]
    first = (await admin.get("/jobs", params={"limit": 3})).json()
    second = (await admin.get("/jobs", params={"limit": 3, "cursor": first["next_cursor"]})).json()
    assert [job["id"] for job in first["items"] + second["items"]] == ids[::-1]
    assert second["next_cursor"] is None


async def test_paused_queue_starts_nothing_until_it_is_resumed(server: SmallServer, admin: Client) -> None:
    await ask(server, "a")
    worker = InlineWorker(server.database, [KIND])
    assert (await admin.post("/queues/default/pause")).status_code == 204
    assert await worker.run_waiting() == 0
    assert (await admin.post("/queues/default/resume")).status_code == 204
    assert await worker.run_waiting() == 1
    assert (await admin.get("/queues")).json()["items"][2]["paused_at"] is None
    assert (await admin.get("/jobs/throughput")).json()["items"][0]["count"] == 1


async def test_periodic_job_is_run_now_and_its_next_time_stays(server: SmallServer, admin: Client) -> None:
    async with server.database.transaction() as tx:
        await start_due(tx, [PERIODIC])
    (before,) = (await admin.get("/jobs/periodic")).json()["items"]
    assert (before["kind"], before["every_s"], before["last_started_at"]) == ("test.nightly", 86400, None)
    answer = await admin.post("/jobs/run", json={"kind": "test.nightly"})
    assert (answer.status_code, answer.json()["outcome"]) == (202, "made")
    assert (await admin.post("/jobs/run", json={"kind": "test.nightly"})).json()["outcome"] == "met_waiting"
    (after,) = (await admin.get("/jobs/periodic")).json()["items"]
    assert (after["last_job_id"], after["last_state"]) == (answer.json()["job_id"], "waiting")
    assert after["next_at"] == before["next_at"]
    job = (await admin.get(f"/jobs/{after['last_job_id']}")).json()
    assert job["arguments"]["text"] == "now"


@pytest.mark.parametrize("kind", ["test.note", "no.such"])
async def test_only_a_periodic_kind_is_run_now(server: SmallServer, admin: Client, kind: str) -> None:
    answer = await admin.post("/jobs/run", json={"kind": kind})
    assert (answer.status_code, answer.json()["code"]) == (404, "job_kind_not_periodic")


async def test_what_an_operator_does_is_in_the_journal(server: SmallServer, admin: Client) -> None:
    job_id = await ask(server, "a")
    await admin.post(f"/jobs/{job_id}/cancel")
    await admin.post(f"/jobs/{job_id}/retry")
    await admin.post("/queues/low/pause")
    async with server.database.reading() as tx:
        found = await tx.execute(
            text("select action, actor_name from journal where action ~ '^(job|queue)' order by id")
        )
        assert [tuple(row) for row in found] == [
            ("job.cancelled", "Anna"),
            ("job.retried", "Anna"),
            ("queue.paused", "Anna"),
        ]


_MANY = text(
    """
    insert into job (kind, queue, arguments, state, attempts)
    select 'test.' || case when n % 100 = 0 then 'rare' else 'often' end,
        case when n % 100 = 0 then 'low' else 'default' end, '{}', 'waiting', 3 from generate_series(1, 20000) n
    """
)


@pytest.mark.parametrize(
    ("wanted", "before"),
    [
        (JobFilter(), None),
        (JobFilter(), 10_000),
        (JobFilter(state="waiting"), 10_000),
        (JobFilter(state="discarded"), None),
        (JobFilter(queue="low"), 10_000),
        (JobFilter(queue="critical"), None),
        (JobFilter(kind="test.rare"), None),
        (JobFilter(kind="test.absent"), None),
        (JobFilter(state="waiting", queue="low"), 10_000),
        (JobFilter(state="waiting", queue="low", kind="test.rare"), None),
    ],
    ids=str,
)
async def test_list_reads_a_page_and_not_what_waits(database: Database, wanted: JobFilter, before: int | None) -> None:
    async with database.transaction() as tx:
        await tx.execute(_MANY)
        await tx.execute(text("analyze job"))
        query = repository.listing(wanted, before, 50)
        literal = query.compile(tx.sync_connection, compile_kwargs={"literal_binds": True})
        explain = text(f"explain (analyze, timing off, format json) {literal}".replace(":", "\\:"))
        (plan,) = (await tx.execute(explain)).scalar_one()
    assert rows_read(plan["Plan"]) <= 8 * 50


def rows_read(node: dict[str, Any]) -> float:
    """Give the rows that a plan read from the table, those it threw away included."""
    below = sum(rows_read(each) for each in node.get("Plans", []))
    own = node["Actual Rows"] + node.get("Rows Removed by Filter", 0) if "Scan" in node["Node Type"] else 0
    return below + own * node["Actual Loops"]


@pytest.mark.parametrize("path", ["/jobs", "/jobs/periodic", "/jobs/1", "/queues", "/jobs/throughput"])
async def test_nobody_reads_jobs_without_permission(server: SmallServer, admin: Client, path: str) -> None:
    async with server.client() as stranger:
        assert (await stranger.get(path)).status_code == 401
    async with server.database.transaction() as tx:
        await tx.execute(text("update account set role = 'member'"))
    assert (await admin.get(path)).status_code in {401, 403}


@pytest.mark.parametrize("path", ["/jobs/run", "/jobs/1/retry", "/jobs/1/cancel", "/queues/low/pause"])
async def test_nobody_steers_jobs_without_permission(server: SmallServer, admin: Client, path: str) -> None:
    async with server.client() as stranger:
        assert (await stranger.post(path, json={"kind": "test.nightly"})).status_code == 401
    async with server.database.transaction() as tx:
        await tx.execute(text("update account set role = 'manager'"))
    assert (await admin.post(path, json={"kind": "test.nightly"})).status_code in {401, 403}
