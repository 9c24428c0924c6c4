"""Refreshing as background work: what is certain is not tried again, and one title is refreshed by one job at a time."""

import uuid

from sqlalchemy import text

from matinee.kit.db import Database
from matinee.kit.jobs import enqueue
from matinee.kit.jobs.repository import Ending, fetch, finish, register_worker
from matinee.kit.jobs.testing import InlineWorker
from matinee.metadata import PEOPLE_REFRESH, RefreshPerson
from matinee.movies import request_refresh as request_movie
from matinee.shows import request_refresh as request_series

TITLE = uuid.UUID(int=7)


async def test_person_whom_no_provider_knows_is_asked_for_once(database: Database) -> None:
    async with database.transaction() as tx:
        await enqueue(tx, PEOPLE_REFRESH, RefreshPerson(TITLE))
    assert await InlineWorker(database, [PEOPLE_REFRESH]).run_waiting() == 1
    async with database.reading() as tx:
        row = (await tx.execute(text("select state, attempt, errors->0->>'text' from job"))).one()
    assert tuple(row) == ("cancelled", 1, "No provider knows this person.")


async def test_forced_and_plain_refresh_of_one_title_never_run_together(database: Database) -> None:
    for ask in (request_movie, request_series):
        async with database.transaction() as tx:
            plain, forced = [(await ask(tx, TITLE, force=force)).job_id for force in (False, True)]
            again = await ask(tx, TITLE, force=True)
            assert again.job_id == forced != plain
            first, second = [await register_worker(tx, host, 1) for host in ("one", "two")]
            [running] = await fetch(tx, first, {"default": 10})
            assert running.id == plain
            assert await fetch(tx, second, {"default": 10}) == []
            await finish(tx, plain, running.run, Ending(state="completed"))
            [running] = await fetch(tx, second, {"default": 10})
            assert running.id == forced
            await finish(tx, forced, running.run, Ending(state="completed"))
