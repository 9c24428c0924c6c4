"""Asking for work: in the caller's transaction, once by arguments among what waits, told what became of it."""

import asyncio
from collections import Counter
from datetime import timedelta

import pytest
from sqlalchemy import text

from matinee.kit.db import Connection, Database
from matinee.kit.events import Event, announce
from matinee.kit.jobs import Queue, enqueue, enqueue_many
from matinee.kit.jobs.testing import InlineWorker
from tests.jobs.kinds import Note, note_kind

KIND = note_kind(not_in_key=frozenset({"request"}))
FREE = note_kind("test.free", unique_for=None)


async def states(database: Database) -> Counter[str]:
    async with database.reading() as tx:
        return Counter((await tx.execute(text("select state from job"))).scalars())


async def test_rolled_back_transaction_leaves_no_job_and_no_event(database: Database) -> None:
    class Oops(Exception): ...

    with pytest.raises(Oops):
        async with database.transaction() as tx:
            await enqueue(tx, KIND, Note("a"))
            await announce(tx, Event(name="test.happened"))
            raise Oops
    assert await states(database) == {}
    async with database.reading() as tx:
        assert (await tx.execute(text("select count(*) from outbox"))).scalar_one() == 0


async def test_equal_request_meets_the_waiting_one(database: Database) -> None:
    async with database.transaction() as tx:
        first = await enqueue(tx, KIND, Note("a"))
        second = await enqueue(tx, KIND, Note("a"))
        other = await enqueue(tx, KIND, Note("b"))
    assert (first.outcome, second.outcome, other.outcome) == ("made", "met_waiting", "made")
    assert second.job_id == first.job_id != other.job_id


async def test_arguments_left_out_of_the_key_do_not_make_two_requests_differ(database: Database) -> None:
    async with database.transaction() as tx:
        await enqueue(tx, KIND, Note("a", request="1"))
        assert (await enqueue(tx, KIND, Note("a", request="2"))).outcome == "met_waiting"


async def test_kind_without_uniqueness_makes_a_job_a_request(database: Database) -> None:
    async with database.transaction() as tx:
        outcomes = [(await enqueue(tx, FREE, Note("a"))).outcome for _ in range(3)]
    assert outcomes == ["made"] * 3


async def test_fifty_concurrent_requests_make_one_job_and_49_are_told(database_url: str) -> None:
    async with Database(database_url, pool_size=50) as database:

        async def ask() -> str:
            async with database.transaction() as tx:
                return (await enqueue(tx, KIND, Note("same"))).outcome

        outcomes = Counter(await asyncio.gather(*(ask() for _ in range(50))))
        assert outcomes == {"made": 1, "met_waiting": 49}
        assert await states(database) == {"waiting": 1}


async def test_finished_job_does_not_block_a_new_one(database: Database) -> None:
    async with database.transaction() as tx:
        first = await enqueue(tx, KIND, Note("a"))
    await InlineWorker(database, [KIND]).run_waiting()
    async with database.transaction() as tx:
        second = await enqueue(tx, KIND, Note("a"))
    assert second.outcome == "made"
    assert second.job_id != first.job_id


async def test_waiting_job_older_than_its_period_takes_nothing_in(database: Database) -> None:
    async with database.transaction() as tx:
        first = await enqueue(tx, KIND, Note("a"))
        await tx.execute(text("update job set created_at = now() - interval '11 minutes'"))
        second = await enqueue(tx, KIND, Note("a"))
        third = await enqueue(tx, KIND, Note("a"))
    assert (second.outcome, third.outcome) == ("made", "met_waiting")
    assert third.job_id == second.job_id != first.job_id


async def test_waiting_job_that_took_a_request_in_starts_after_its_commit(database: Database) -> None:
    async with database.transaction() as tx:
        await enqueue(tx, KIND, Note("a"))
    worker = InlineWorker(database, [KIND])
    async with database.transaction() as tx:
        assert (await enqueue(tx, KIND, Note("a"))).outcome == "met_waiting"
        assert await worker.run_waiting() == 0
    assert await worker.run_waiting() == 1


async def test_urgent_request_pulls_a_scheduled_one_forward(database: Database) -> None:
    async with database.transaction() as tx:
        later = await enqueue(tx, KIND, Note("a"), delay=timedelta(hours=1))
        assert await states_of(tx, later.job_id) == ("scheduled", 0)
        await enqueue(tx, KIND, Note("a"), priority=5)
    async with database.transaction() as tx:
        assert (await states_of(tx, later.job_id))[1] == 5
        due = text("select due_at <= now() from job where id = :id")
        assert (await tx.execute(due, {"id": later.job_id})).scalar_one()


async def states_of(tx: Connection, job_id: int) -> tuple[str, int]:
    row = (await tx.execute(text("select state, priority from job where id = :id"), {"id": job_id})).one()
    return row.state, row.priority


async def test_many_are_enqueued_at_once_and_met_ones_told(database: Database) -> None:
    async with database.transaction() as tx:
        await enqueue(tx, KIND, Note("7"))
        answers = await enqueue_many(tx, KIND, [Note(str(number)) for number in range(1200)])
    assert Counter(each.outcome for each in answers) == {"made": 1199, "met_waiting": 1}
    assert await states(database) == {"waiting": 1200}


async def test_queue_is_the_kinds_own(database: Database) -> None:
    kind = note_kind("test.urgent", queue=Queue.CRITICAL)
    async with database.transaction() as tx:
        await enqueue(tx, kind, Note())
        assert (await tx.execute(text("select queue from job"))).scalar_one() == "critical"
