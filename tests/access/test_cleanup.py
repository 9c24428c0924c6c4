"""What has ended is forgotten after a while, and nothing that still counts."""

from datetime import timedelta

from sqlalchemy import func, insert, select, update

from matinee.access.jobs import ACCOUNTS_CLEANUP, ForgetEnded
from matinee.access.tables import login_throttle, session
from matinee.kit.jobs import enqueue
from matinee.kit.jobs.testing import InlineWorker
from tests.access.small_app import Client, SmallServer


async def clean(server: SmallServer) -> None:
    async with server.database.transaction() as tx:
        await enqueue(tx, ACCOUNTS_CLEANUP, ForgetEnded())
    await InlineWorker(server.database, [ACCOUNTS_CLEANUP]).run_waiting()


async def test_session_that_ended_long_ago_is_forgotten_and_a_live_one_kept(server: SmallServer, admin: Client) -> None:
    async with server.client() as other:
        await other.log_in("anna")
        async with server.database.transaction() as tx:
            newest = select(func.max(session.c.created_at)).scalar_subquery()
            long_ago = func.now() - timedelta(days=40)
            await tx.execute(update(session).where(session.c.created_at == newest).values(ended_at=long_ago))
        await clean(server)
        assert (await other.get("/me")).status_code == 401
    assert (await admin.get("/me")).status_code == 200
    async with server.database.reading() as tx:
        assert (await tx.execute(select(func.count()).select_from(session))).scalar_one() == 1


async def test_old_failures_are_forgotten_and_those_that_count_kept(server: SmallServer, admin: Client) -> None:
    async with server.database.transaction() as tx:
        for key, age in ((b"old", timedelta(days=2)), (b"new", timedelta(minutes=1))):
            row = {"key": key, "failures": 3, "last_failure_at": func.now() - age}
            await tx.execute(insert(login_throttle).values(row))
    await clean(server)
    async with server.database.reading() as tx:
        assert list((await tx.execute(select(login_throttle.c.key))).scalars()) == [b"new"]
