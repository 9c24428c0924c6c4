"""Finished jobs are kept for a while: a day when all is well, a week when somebody may want to know why."""

import pytest
from sqlalchemy import text

from matinee.kit.db import Database
from matinee.kit.jobs import enqueue
from matinee.kit.jobs.repository import forget_finished
from tests.jobs.kinds import Note, note_kind

_END = text("update job set state = :state, finished_at = now() - make_interval(hours => :hours)")


@pytest.mark.parametrize(
    ("state", "hours", "is_kept"),
    [
        ("completed", 23, True),
        ("completed", 25, False),
        ("cancelled", 23, True),
        ("cancelled", 25, False),
        ("discarded", 7 * 24 - 1, True),
        ("discarded", 7 * 24 + 1, False),
    ],
)
async def test_finished_job_is_forgotten_when_its_time_is_over(
    database: Database, state: str, hours: int, is_kept: bool
) -> None:
    async with database.transaction() as tx:
        await enqueue(tx, note_kind(), Note())
        await tx.execute(_END, {"state": state, "hours": hours})
        await forget_finished(tx)
        assert (await tx.execute(text("select count(*) from job"))).scalar_one() == int(is_kept)


async def test_job_that_waits_is_kept_however_old(database: Database) -> None:
    async with database.transaction() as tx:
        await enqueue(tx, note_kind(), Note())
        await tx.execute(text("update job set created_at = now() - interval '1 year'"))
        await forget_finished(tx)
        assert (await tx.execute(text("select count(*) from job"))).scalar_one() == 1
