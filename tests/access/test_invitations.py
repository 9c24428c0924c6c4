"""People who make their own accounts: by a link, or where registration is switched on; never with more than was said."""

import asyncio
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select, update

from matinee.access import AccessOptions
from matinee.access.tables import invitation
from tests.access.small_app import PASSWORD, Client, SmallServer, small_server
from tests.access.test_users import make, make_library


async def invite(admin: Client, **granted: Any) -> dict[str, Any]:
    answer = await admin.post("/invitations", json=granted)
    assert answer.status_code == 201, answer.text
    return answer.json()


async def join(
    server: SmallServer, token: str | None, username: str = "ben", **more: Any
) -> tuple[int, dict[str, Any]]:
    async with server.client() as client:
        body = {"username": username, "password": PASSWORD, **({"token": token} if token else {}), **more}
        answer = await client.post("/auth/join", json=body)
        return answer.status_code, answer.json()


async def test_an_invitation_makes_an_account_with_what_it_grants(server: SmallServer, admin: Client) -> None:
    library = str(await make_library(server.database))
    made = await invite(admin, role="guest", library_ids=[library], maximum_age=12, note="for Ben")
    assert made["link"] == f"http://nas:8096/app/join?token={made['token']}"
    async with server.client() as stranger:
        offered = (await stranger.post("/auth/invitation", json={"token": made["token"]})).json()
        told = ("invited_by", "role", "all_libraries", "libraries", "maximum_age")
        assert [offered[each] for each in told] == ["Anna", "guest", False, 1, 12]
        body = {"token": made["token"], "username": "Ben", "password": PASSWORD, "display_name": "Benjamin"}
        assert (await stranger.post("/auth/join", json=body)).status_code == 201
        me = (await stranger.get("/me")).json()
    assert (me["display_name"], me["role"], me["library_ids"], me["maximum_age"]) == (
        "Benjamin",
        "guest",
        [library],
        12,
    )


async def test_an_invitation_is_used_as_often_as_was_said(server: SmallServer, admin: Client) -> None:
    token = (await invite(admin, maximum_uses=3))["token"]
    answers = await asyncio.gather(*(join(server, token, f"guest {number}") for number in range(8)))
    assert sorted(code for code, _ in answers) == [201] * 3 + [403] * 5
    assert {answer["code"] for code, answer in answers if code == 403} == {"invitation_used_up"}
    [listed] = (await admin.get("/invitations")).json()["items"]
    assert (listed["uses"], listed["open"]) == (3, False)


async def test_an_invitation_ends(server: SmallServer, admin: Client) -> None:
    token = (await invite(admin, expires_at=(datetime.now(UTC) + timedelta(hours=1)).isoformat()))["token"]
    async with server.database.transaction() as tx:
        await tx.execute(update(invitation).values(expires_at=func.now()))
    assert (await join(server, token))[1]["code"] == "invitation_over"
    for wrong in ("2001-01-01T00:00:00Z", "2999-01-01T00:00:00Z", "2101-01-01T00:00:00"):
        assert (await admin.post("/invitations", json={"expires_at": wrong})).json()["code"] == "ends_in_the_past"


async def test_a_withdrawn_invitation_makes_no_account(server: SmallServer, admin: Client) -> None:
    made = await invite(admin)
    assert (await admin.delete(f"/invitations/{made['id']}")).status_code == 204
    assert (await admin.delete(f"/invitations/{made['id']}")).status_code == 404
    assert (await join(server, made["token"]))[1]["code"] == "invitation_withdrawn"
    assert (await join(server, "no such token"))[1]["code"] == "invitation_wrong"
    assert (await admin.get("/invitations")).json()["items"] == []


async def test_invitations_end_with_the_office_of_who_made_them(server: SmallServer, admin: Client) -> None:
    eva = await make(admin, "eva", role="administrator")
    async with server.client() as other:
        await other.log_in("eva")
        token = (await invite(other))["token"]
    await admin.patch(f"/users/{eva['id']}", json={"role": "member"})
    assert (await join(server, token))[0] == 403


async def test_a_taken_name_does_not_use_the_invitation_up(server: SmallServer, admin: Client) -> None:
    token = (await invite(admin))["token"]
    assert (await join(server, token, "ANNA"))[1]["code"] == "username_taken"
    assert (await join(server, token, "ben", password="short"))[1]["code"] == "password_too_weak"
    assert (await join(server, token, "ben"))[0] == 201


async def test_the_token_is_not_stored(server: SmallServer, admin: Client) -> None:
    token = (await invite(admin))["token"]
    async with server.database.reading() as connection:
        assert token not in str((await connection.execute(select(invitation))).all())


@pytest.mark.parametrize("role", ["administrator", "owner", "system"])
async def test_nobody_becomes_administrator_by_a_link(admin: Client, role: str) -> None:
    assert (await admin.post("/invitations", json={"role": role})).status_code == 400


@pytest.mark.parametrize("wish", [{"role": "administrator"}, {"all_libraries": True}, {"library_ids": []}])
async def test_h25_who_joins_does_not_say_what_they_may(
    server: SmallServer, admin: Client, wish: dict[str, Any]
) -> None:
    assert (await join(server, (await invite(admin))["token"], **wish))[0] in {400, 422}


async def test_registration_is_closed_unless_it_is_switched_on(server: SmallServer, admin: Client) -> None:
    assert (await admin.get("/setup")).json()["registration_open"] is False
    assert (await join(server, None))[1]["code"] == "registration_closed"


async def test_open_registration_makes_members_who_see_nothing_yet(database_url: str) -> None:
    options = AccessOptions(password_memory_kib=64, password_passes=1, registration=True)
    async with small_server(database_url, options) as server, server.client() as admin:
        await admin.set_up(server.database)
        assert (await admin.get("/setup")).json()["registration_open"] is True
        codes = [(await join(server, None, f"person {number}"))[0] for number in range(12)]
        assert codes == [201] * 10 + [429] * 2
        person = (await admin.get("/users")).json()["items"][1]
        assert (person["role"], person["all_libraries"], person["library_ids"]) == ("member", False, [])


async def test_members_neither_invite_nor_see_invitations(server: SmallServer, admin: Client) -> None:
    made = await invite(admin)
    await make(admin)
    async with server.client() as ben:
        await ben.log_in("ben")
        for method, path in [
            ("GET", "/invitations"),
            ("POST", "/invitations"),
            ("DELETE", f"/invitations/{made['id']}"),
        ]:
            assert (await ben.request(method, path, json={})).status_code == 403, path


async def test_the_roles_are_told_as_sets_of_permissions(admin: Client) -> None:
    matrix = (await admin.get("/roles")).json()
    by_role = {each["role"]: each for each in matrix["items"]}
    assert list(by_role) == ["administrator", "manager", "member", "guest"]
    assert by_role["administrator"]["permissions"] == matrix["permissions"]
    assert by_role["guest"] == {"role": "guest", "permissions": ["read", "play"], "key_scopes": []}
    assert by_role["manager"]["key_scopes"] == ["read", "play", "manage"]


@pytest.mark.parametrize(
    "wrong",
    [{"time_zone": "Mars/Olympus"}, {"time_zone": "../../etc/passwd"}, {"language": "klingon!"}, {"language": "d"}],
)
async def test_languages_and_time_zones_are_real(admin: Client, wrong: dict[str, str]) -> None:
    assert (await admin.patch("/me", json=wrong)).status_code in {400, 422}
