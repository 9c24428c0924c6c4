"""H26: short tokens are renewed by refresh tokens that count once; a stolen one ends the session it came from."""

import asyncio
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select, update

from matinee.access.tables import refresh_token, session
from matinee.journal.tables import journal
from tests.access.small_app import Client, SmallServer


async def renew(server: SmallServer, token: str) -> tuple[int, dict[str, Any]]:
    async with server.client() as client:
        answer = await client.post("/auth/refresh", json={"refresh_token": token})
        return answer.status_code, answer.json()


async def works(server: SmallServer, token: str) -> bool:
    async with server.client() as client:
        client.headers["authorization"] = f"Bearer {token}"
        return (await client.get("/me")).status_code == 200


async def sign_in(server: SmallServer) -> dict[str, Any]:
    async with server.client() as app:
        return await app.log_in("anna", renewable=True, device={"id": "phone", "name": "Phone", "client": "App"})


async def let_time_pass(server: SmallServer) -> None:
    async with server.database.transaction() as tx:
        used = refresh_token.c.rotated_at
        await tx.execute(update(refresh_token).where(used.is_not(None)).values(rotated_at=used - timedelta(seconds=31)))


async def test_a_short_token_ends_and_is_renewed(server: SmallServer, admin: Client) -> None:
    first = await sign_in(server)
    assert first["expires_in_s"] == 3600
    async with server.database.transaction() as tx:
        await tx.execute(update(session).values(token_expires_at=func.now()))
    assert not await works(server, first["token"])
    code, renewed = await renew(server, first["refresh_token"])
    assert (code, renewed["expires_in_s"]) == (200, 3600)
    assert await works(server, renewed["token"])
    assert not await works(server, first["token"])
    assert not await works(server, renewed["refresh_token"])


async def test_two_tabs_that_renew_together_get_the_same_successor(server: SmallServer, admin: Client) -> None:
    first = await sign_in(server)
    answers = await asyncio.gather(*(renew(server, first["refresh_token"]) for _ in range(6)))
    assert {code for code, _ in answers} == {200}
    assert len({answer["refresh_token"] for _, answer in answers}) == 1
    assert await works(server, answers[0][1]["token"])


async def test_a_lost_answer_is_given_again_also_when_the_successor_was_used(
    server: SmallServer, admin: Client
) -> None:
    first = await sign_in(server)
    _, second = await renew(server, first["refresh_token"])
    assert (await renew(server, first["refresh_token"]))[1] == second
    _, third = await renew(server, second["refresh_token"])
    assert (await renew(server, first["refresh_token"]))[1] == third
    assert await works(server, third["token"])


async def test_a_refresh_token_used_again_later_ends_the_family(server: SmallServer, admin: Client) -> None:
    first = await sign_in(server)
    _, second = await renew(server, first["refresh_token"])
    await let_time_pass(server)
    code, refused = await renew(server, first["refresh_token"])
    assert (code, refused["code"]) == (401, "refresh_refused")
    assert not await works(server, second["token"])
    assert (await renew(server, second["refresh_token"]))[0] == 401
    assert (await admin.get("/me")).status_code == 200
    async with server.database.reading() as connection:
        rows = (await connection.execute(select(journal).where(journal.c.action == "auth.session_revoked"))).all()
    assert [row.details["why"] for row in rows] == ["a refresh token was used a second time"]


async def test_a_refresh_token_ends_with_its_session_and_its_account(server: SmallServer, admin: Client) -> None:
    for act in ("end", "disable"):
        await admin.post("/users", json={"username": act, "password": "correct horse"})
        user = next(each for each in (await admin.get("/users")).json()["items"] if each["username"] == act)
        async with server.client() as app:
            signed_in = await app.log_in(act, renewable=True)
        if act == "end":
            await admin.delete(f"/users/{user['id']}/sessions")
        else:
            await admin.patch(f"/users/{user['id']}", json={"disabled": True})
        assert (await renew(server, signed_in["refresh_token"]))[0] == 401


async def test_renewing_does_not_outlive_the_absolute_end(server: SmallServer, admin: Client) -> None:
    first = await sign_in(server)
    async with server.database.transaction() as tx:
        await tx.execute(update(session).values(expires_at=func.now() + timedelta(minutes=5)))
    _, second = await renew(server, first["refresh_token"])
    async with server.database.transaction() as tx:
        await tx.execute(update(session).values(expires_at=func.now()))
    assert not await works(server, second["token"])
    assert (await renew(server, second["refresh_token"]))[0] == 401


async def test_tokens_are_not_stored(server: SmallServer, admin: Client) -> None:
    first = await sign_in(server)
    _, second = await renew(server, first["refresh_token"])
    async with server.database.reading() as connection:
        rows = str((await connection.execute(select(refresh_token))).all())
        rows += str((await connection.execute(select(session))).all())
    for secret in (first["token"], first["refresh_token"], second["token"], second["refresh_token"]):
        assert secret not in rows


async def test_nonsense_is_no_refresh_token(server: SmallServer, admin: Client) -> None:
    for nonsense in ("", "x", "\ufffd" * 50, admin.cookies["matinee_session"]):
        assert (await renew(server, nonsense))[0] == 401
