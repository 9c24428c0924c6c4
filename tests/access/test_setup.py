"""The first administrator."""

import asyncio

from sqlalchemy import select

from matinee.access import PasswordPool, ensure_first_administrator, ensure_setup_token
from matinee.access.tables import server as server_row
from tests.access.small_app import PASSWORD, SmallServer


async def make_token(server: SmallServer) -> str:
    async with server.database.transaction() as tx:
        token = await ensure_setup_token(tx)
    assert token is not None
    return token


async def test_the_link_makes_the_first_administrator_and_signs_them_in(server: SmallServer) -> None:
    token = await make_token(server)
    async with server.client() as client:
        assert (await client.get("/setup")).json()["needed"] is True
        answer = await client.post("/setup", json={"token": token, "username": "Anna", "password": PASSWORD})
        assert answer.status_code == 201
        assert answer.json()["user"]["role"] == "administrator"
        assert answer.json()["user"]["all_libraries"] is True
        assert (await client.get("/me")).json()["username"] == "Anna"
        assert (await client.get("/setup")).json()["needed"] is False


async def test_a_wrong_token_is_refused_and_an_old_link_ends_with_a_new_one(server: SmallServer) -> None:
    old = await make_token(server)
    await make_token(server)
    async with server.client() as client:
        for token in ("", "x", old):
            answer = await client.post("/setup", json={"token": token, "username": "Eve", "password": PASSWORD})
            assert (answer.status_code, answer.json()["code"]) == (403, "setup_token_wrong")


async def test_the_token_is_not_stored_and_ends_with_the_first_account(server: SmallServer) -> None:
    token = await make_token(server)
    async with server.database.reading() as connection:
        stored = (await connection.execute(select(server_row.c.setup_token_hash))).scalar_one()
    assert token.encode() not in stored
    async with server.client() as client:
        body = {"token": token, "username": "Anna", "password": PASSWORD}
        assert (await client.post("/setup", json=body)).status_code == 201
        again = await client.post("/setup", json=body, headers={"x-csrf-token": "x", "cookie": ""})
    async with server.client() as other:
        again = await other.post("/setup", json=body)
        assert (again.status_code, again.json()["code"]) == (409, "setup_done")
    async with server.database.transaction() as tx:
        assert await ensure_setup_token(tx) is None
        assert (await tx.execute(select(server_row.c.setup_token_hash))).scalar_one() is None


async def test_of_two_who_open_the_link_together_one_becomes_administrator(server: SmallServer) -> None:
    token = await make_token(server)

    async def try_as(name: str) -> int:
        async with server.client() as client:
            body = {"token": token, "username": name, "password": PASSWORD}
            return (await client.post("/setup", json=body)).status_code

    codes = await asyncio.gather(*(try_as(f"admin{number}") for number in range(6)))
    assert sorted(codes) == [201, 409, 409, 409, 409, 409]


async def test_the_environment_makes_the_administrator_on_the_first_start_only(server: SmallServer) -> None:
    passwords = server.resources.get(PasswordPool)
    async with server.database.transaction() as tx:
        assert await ensure_first_administrator(tx, "root", PASSWORD, passwords) is True
    async with server.database.transaction() as tx:
        assert await ensure_first_administrator(tx, "root", "another password", passwords) is False
    async with server.client() as client:
        assert (await client.log_in("ROOT"))["user"]["role"] == "administrator"


async def test_a_weak_password_leaves_the_link_alive(server: SmallServer) -> None:
    token = await make_token(server)
    async with server.client() as client:
        weak = await client.post("/setup", json={"token": token, "username": "Anna", "password": "short"})
        assert (weak.status_code, weak.json()["code"]) == (422, "password_too_weak")
        good = await client.post("/setup", json={"token": token, "username": "Anna", "password": PASSWORD})
        assert good.status_code == 201
