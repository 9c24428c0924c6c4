"""The operator's view of background work: seen and steered by administrators only."""

from collections.abc import AsyncIterator

import pytest
from sqlalchemy import text

from matinee.admin.jobs import ROUTES
from matinee.kit.jobs import Cancel, JobContext, Outcome, enqueue
from matinee.kit.jobs.testing import InlineWorker
from tests.access.small_app import QUICK, Client, SmallServer, small_server
from tests.jobs.kinds import Note, note_kind


async def _run(context: JobContext, arguments: Note) -> Outcome:
    return Cancel("404: nobody knows it")


KIND = note_kind(run=_run)


@pytest.fixture
async def server(database_url: str) -> AsyncIterator[SmallServer]:
    async with small_server(database_url, QUICK, *ROUTES) as running:
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


@pytest.mark.parametrize("path", ["/jobs", "/jobs/1", "/queues", "/jobs/throughput"])
async def test_nobody_reads_jobs_without_permission(server: SmallServer, admin: Client, path: str) -> None:
    async with server.client() as stranger:
        assert (await stranger.get(path)).status_code == 401
    async with server.database.transaction() as tx:
        await tx.execute(text("update account set role = 'member'"))
    assert (await admin.get(path)).status_code in {401, 403}
