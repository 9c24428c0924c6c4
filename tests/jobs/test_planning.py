"""Taking jobs: planned once a connection, and never by reading the table whole, however few jobs it held then."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

from matinee.kit.db import Database, Plans
from matinee.kit.jobs import enqueue_many
from matinee.kit.jobs.repository import fetch, register_worker
from tests.jobs.kinds import Note, note_kind

_READ_WHOLE = text("select coalesce(sum(seq_scan), 0) from pg_stat_xact_user_tables where relname = 'job'")
_PLANS = text("select sum(generic_plans), sum(custom_plans) from pg_prepared_statements where statement ~ 'ranked'")


async def _wait(tx: AsyncConnection, count: int) -> None:
    kind = note_kind("test.planned", unique_for=None)
    await enqueue_many(tx, kind, [Note(str(number)) for number in range(count)])


async def test_plan_made_over_few_jobs_does_not_read_many_of_them(database: Database) -> None:
    async with Database(database.url, pool_size=1, plans=Plans.ONCE) as queue, queue.transaction() as tx:
        worker_id = await register_worker(tx, "here", 1)
        await _wait(tx, 10)
        await tx.exec_driver_sql("analyze job")  # as a table that is best read whole
        for _ in range(8):
            assert len(await fetch(tx, worker_id, {"default": 1})) == 1
        await _wait(tx, 5_000)
        taken = await fetch(tx, worker_id, {"default": 5})
        planned = (await tx.execute(_PLANS)).one()
        assert len(taken) == 5
        assert tuple(planned) == (planned[0], 0)
        assert planned[0] >= 3
        assert (await tx.execute(_READ_WHOLE)).scalar_one() == 0
