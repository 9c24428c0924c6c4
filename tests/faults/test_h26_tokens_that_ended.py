"""H26: a session cannot be planted, and what ended is dead on every machine within a second."""
# ruff: noqa: F811 - fixtures are asked for by their name

import os
import signal
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest

from tests.access.fixtures import admin, server  # noqa: F401
from tests.access.small_app import PASSWORD, QUICK, Client, SmallServer, small_server

type Act = Callable[[Client, Client, str], Awaitable[object]]


async def change_password(_: Client, other: Client, __: str) -> object:
    return await other.put("/me/password", json={"current_password": PASSWORD, "new_password": "battery staple"})


async def change_role(admin: Client, _: Client, user_id: str) -> object:
    return await admin.patch(f"/users/{user_id}", json={"role": "manager"})


async def reset_password(admin: Client, _: Client, user_id: str) -> object:
    return await admin.patch(f"/users/{user_id}", json={"password": "battery staple"})


async def disable(admin: Client, _: Client, user_id: str) -> object:
    return await admin.patch(f"/users/{user_id}", json={"disabled": True})


async def remove(admin: Client, _: Client, user_id: str) -> object:
    return await admin.delete(f"/users/{user_id}")


async def end_everywhere(admin: Client, _: Client, user_id: str) -> object:
    return await admin.delete(f"/users/{user_id}/sessions")


async def end_others(_: Client, other: Client, __: str) -> object:
    return await other.delete("/sessions")


@pytest.mark.parametrize(
    "act", [change_password, change_role, reset_password, disable, remove, end_everywhere, end_others]
)
async def test_the_old_token_is_dead_on_the_other_machine(
    database_url: str, server: SmallServer, admin: Client, act: Act
) -> None:
    ben = (await admin.post("/users", json={"username": "ben", "password": PASSWORD})).json()
    async with small_server(database_url, QUICK) as second, second.client() as there, server.client() as here:
        await there.log_in("ben")
        await here.log_in("ben")
        assert (await there.get("/me")).status_code == 200
        await act(admin, here, ben["id"])
        await there.assert_refused_within_a_second()


@pytest.mark.parametrize("silent", ["cut", "paused"])
async def test_the_old_token_is_dead_on_the_other_machine_that_hears_nothing(
    database_url: str, server: SmallServer, admin: Client, silent: str
) -> None:
    await admin.post("/users", json={"username": "ben", "password": PASSWORD})
    async with small_server(database_url, QUICK) as second, second.client() as there, server.client() as here:
        await there.log_in("ben")
        await here.log_in("ben")
        assert (await there.get("/me")).status_code == 200
        with deaf(database_url, silent):
            await here.delete("/sessions")
            await there.assert_refused_within_a_second()


async def test_the_own_machine_refuses_with_the_next_request(server: SmallServer, admin: Client) -> None:
    await admin.post("/users", json={"username": "ben", "password": PASSWORD})
    async with server.client() as ben:
        for _ in range(10):
            await ben.log_in("ben")
            assert (await ben.get("/me")).status_code == 200
            assert (await ben.post("/auth/logout")).status_code == 204
            assert (await ben.get("/me")).status_code == 401
            del ben.headers["authorization"]


@contextmanager
def deaf(database_url: str, how: str) -> Iterator[None]:
    """Keep every process from hearing of changes."""
    with psycopg.connect(database_url, autocommit=True) as connection:
        found = "select pid from pg_stat_activity where datname = current_database() and query = 'select 1'"
        pids = [row[0] for row in connection.execute(found)]
        assert pids
        for pid in pids:
            if how == "paused":
                os.kill(pid, signal.SIGSTOP)
            else:
                connection.execute("select pg_terminate_backend(%s)", [pid])
        try:
            yield
        finally:
            for pid in pids:
                if how == "paused":
                    os.kill(pid, signal.SIGCONT)


async def test_a_planted_session_is_not_taken_over_by_the_sign_in(server: SmallServer, admin: Client) -> None:
    await admin.post("/users", json={"username": "eve", "password": PASSWORD})
    async with server.client() as eve, server.client() as victim:
        await eve.log_in("eve", cookie=True)
        planted = eve.cookies["matinee_session"]
        victim.cookies.set("matinee_session", planted, domain="nas.local", path="/")
        victim.headers["x-csrf-token"] = eve.headers["x-csrf-token"]
        answer = await victim.post("/auth/login", json={"username": "anna", "password": PASSWORD, "cookie": True})
        assert planted not in answer.headers["set-cookie"]
        assert (await eve.get("/me")).json().get("username") != "Anna"


async def test_a_token_nobody_issued_is_never_adopted(server: SmallServer, admin: Client) -> None:
    async with server.client() as victim:
        victim.cookies.set("matinee_session", "a" * 43, domain="nas.local", path="/")
        answer = await victim.post("/auth/login", json={"username": "anna", "password": PASSWORD, "cookie": True})
        assert answer.status_code == 200
        assert "a" * 43 not in answer.headers["set-cookie"]
