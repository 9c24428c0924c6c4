"""How sessions live and end: by the database's time, on every machine."""

from datetime import timedelta

from sqlalchemy import func, select, update

from matinee.access import AccessOptions
from matinee.access.tables import session
from tests.access.small_app import QUICK, Client, SmallServer, small_server


async def age(server: SmallServer, **values: timedelta) -> None:
    """Move the sessions' times into the past, as if the time had passed."""
    async with server.database.transaction() as tx:
        await tx.execute(update(session).values({name: func.now() - by for name, by in values.items()}))


async def test_an_idle_session_ends(server: SmallServer, admin: Client) -> None:
    await age(server, idle_until=timedelta(seconds=1))
    assert (await admin.get("/me")).status_code == 401


async def test_a_session_ends_in_the_end_however_much_it_is_used(server: SmallServer, admin: Client) -> None:
    await age(server, expires_at=timedelta(seconds=1))
    assert (await admin.get("/me")).status_code == 401


async def test_use_is_written_down_once_a_minute_and_postpones_the_idle_end(server: SmallServer, admin: Client) -> None:
    await age(server, last_seen_at=timedelta(minutes=5), idle_until=timedelta(minutes=-1))
    for _ in range(5):
        assert (await admin.get("/me")).status_code == 200
    await server.authenticator.settle()
    async with server.database.reading() as connection:
        statement = select(func.now() - session.c.last_seen_at, session.c.idle_until - func.now())
        seen_ago, idle_in = (await connection.execute(statement)).one()
    assert seen_ago < timedelta(minutes=1)
    assert idle_in > timedelta(days=1)


async def test_the_session_longest_unseen_ends_when_there_are_too_many(database_url: str) -> None:
    options = AccessOptions(password_memory_kib=64, password_passes=1, sessions_per_user=2)
    async with small_server(database_url, options) as server, server.client() as first:
        await first.set_up(server.database)
        async with server.client() as second, server.client() as third:
            await second.log_in("anna")
            await third.log_in("anna")
            assert [(await each.get("/me")).status_code for each in (first, second, third)] == [401, 200, 200]


async def test_a_token_is_not_stored(server: SmallServer, admin: Client) -> None:
    async with server.database.reading() as connection:
        stored = (await connection.execute(select(session.c.token_hash))).scalar_one()
    assert admin.cookies["matinee_session"].encode() not in stored
    assert len(stored) == 32


async def test_a_session_ended_on_one_machine_is_dead_on_the_other(
    database_url: str, server: SmallServer, admin: Client
) -> None:
    async with small_server(database_url, QUICK) as second_machine, second_machine.client() as there:
        answer = await there.log_in("anna")
        assert (await there.get("/me")).status_code == 200
        assert answer["token"]
        await admin.delete("/sessions")
        await there.assert_refused_within_a_second()
