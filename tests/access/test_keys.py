"""API keys: what they may, that they never hold more than who made them, and that they end everywhere."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select, update

from matinee.access.tables import api_key
from matinee.kit.cache import Caches
from matinee.kit.events.tables import outbox
from matinee.kit.ids import new_id
from tests.access.small_app import QUICK, Client, SmallServer, small_server
from tests.access.test_users import make, make_library


async def make_key(client: Client, *scopes: str, **more: Any) -> dict[str, Any]:
    body = {"name": "a script", "scopes": list(scopes or ("read",)), **more}
    answer = await client.post("/api-keys", json=body)
    assert answer.status_code == 201, answer.text
    assert answer.headers["cache-control"] == "no-store"
    return answer.json()


def with_key(server: SmallServer, key: dict[str, Any]) -> Client:
    client = server.client()
    client.headers["authorization"] = f"Bearer {key['key']}"
    return client


async def test_a_key_is_shown_once_and_only_its_hash_is_kept(server: SmallServer, admin: Client) -> None:
    made = await make_key(admin, "read", "play")
    assert made["key"].startswith("mt_")
    [listed] = (await admin.get("/api-keys")).json()["items"]
    assert (listed["id"], listed["hint"], listed["scopes"]) == (made["id"], made["key"][:8], ["read", "play"])
    assert "key" not in listed
    async with server.database.reading() as connection:
        row = (await connection.execute(select(api_key))).one()
    assert len(row.key_hash) == 32
    assert made["key"] not in str(row)


@pytest.mark.parametrize(("scope", "code"), [("read", 403), ("play", 403), ("manage", 200), ("admin", 403)])
async def test_a_scope_is_asked_for_by_the_route(server: SmallServer, admin: Client, scope: str, code: int) -> None:
    async with with_key(server, await make_key(admin, scope)) as script:
        assert (await script.get("/manage")).status_code == code
        assert (await script.get("/events")).status_code == (200 if scope == "read" else 403)


async def test_a_member_cannot_make_a_key_of_the_scopes_it_lacks(server: SmallServer, admin: Client) -> None:
    await make(admin)
    async with server.client() as ben:
        await ben.log_in("ben")
        for scope in ("manage", "admin"):
            answer = await ben.post("/api-keys", json={"name": "x", "scopes": ["read", scope]})
            assert (answer.status_code, answer.json()["code"]) == (403, "scope_beyond_maker")
        key = await make_key(ben, "read")
        answer = await ben.patch(f"/api-keys/{key['id']}", json={"scopes": ["admin"]})
        assert answer.json()["code"] == "scope_beyond_maker"


async def test_a_key_shrinks_with_its_maker(server: SmallServer, admin: Client) -> None:
    eva = await make(admin, "eva", role="manager")
    async with server.client() as client:
        await client.log_in("eva")
        script = with_key(server, await make_key(client, "manage", "read"))
    async with script:
        assert (await script.get("/manage")).status_code == 200
        await admin.patch(f"/users/{eva['id']}", json={"role": "member"})
        assert (await script.get("/manage")).status_code == 403
        assert (await script.get("/events")).status_code == 200
        await admin.patch(f"/users/{eva['id']}", json={"disabled": True})
        assert (await script.get("/events")).status_code == 401


async def test_a_key_sees_those_libraries_that_it_and_its_maker_may_see(server: SmallServer, admin: Client) -> None:
    films, shows, others = [str(await make_library(server.database)) for _ in range(3)]
    ben = await make(admin, library_ids=[films, shows])
    async with server.client() as client:
        await client.log_in("ben")
        beyond = await client.post("/api-keys", json={"name": "x", "scopes": ["read"], "library_ids": [others]})
        assert (beyond.status_code, beyond.json()["code"]) == (422, "library_unknown")
        narrow, wide = await make_key(client, "read", library_ids=[films]), await make_key(client, "read")

    async def sees(key: dict[str, Any]) -> set[UUID]:
        viewer = await server.authenticator.viewer(key["key"], None)
        assert viewer is not None
        assert not viewer.all_libraries
        return set(viewer.library_ids)

    assert (await sees(narrow), await sees(wide)) == ({UUID(films)}, {UUID(films), UUID(shows)})
    await admin.put(f"/users/{ben['id']}/libraries", json={"library_ids": [shows]})
    assert (await sees(narrow), await sees(wide)) == (set(), {UUID(shows)})
    await admin.put(f"/users/{ben['id']}/libraries", json={"all_libraries": True})
    assert await sees(narrow) == {UUID(films)}


async def test_a_revoked_key_is_dead_on_the_other_machine(
    database_url: str, server: SmallServer, admin: Client
) -> None:
    key = await make_key(admin)
    async with small_server(database_url, QUICK) as second, with_key(second, key) as script:
        assert (await script.get("/events")).status_code == 200
        assert (await admin.delete(f"/api-keys/{key['id']}")).status_code == 204
        await script.assert_refused_within_a_second("/events")
        assert (await admin.delete(f"/api-keys/{key['id']}")).status_code == 404
        assert (await admin.get("/api-keys")).json()["items"] == []


async def test_rotating_gives_a_new_key_and_kills_the_old(server: SmallServer, admin: Client) -> None:
    old = await make_key(admin, "manage")
    new = (await admin.post(f"/api-keys/{old['id']}/rotate")).json()
    assert (new["id"], new["scopes"]) == (old["id"], ["manage"])
    async with with_key(server, old) as before, with_key(server, new) as after:
        assert [(await each.get("/manage")).status_code for each in (before, after)] == [401, 200]


async def test_a_key_ends_at_its_end(server: SmallServer, admin: Client) -> None:
    ahead = (datetime.now(UTC) + timedelta(days=1)).isoformat()
    key = await make_key(admin, expires_at=ahead)
    async with with_key(server, key) as script:
        assert (await script.get("/events")).status_code == 200
        with server.resources.get(Caches).changing():
            async with server.database.transaction() as tx:
                await tx.execute(update(api_key).values(expires_at=func.now()))
        assert (await script.get("/events")).status_code == 401
    for wrong in ("2001-01-01T00:00:00Z", "2101-01-01T00:00:00"):
        answer = await admin.post("/api-keys", json={"name": "x", "scopes": ["read"], "expires_at": wrong})
        assert (answer.status_code, answer.json()["code"]) == (422, "ends_in_the_past"), wrong


async def test_when_a_key_was_last_used_is_written_down_once_a_minute(server: SmallServer, admin: Client) -> None:
    key = await make_key(admin)
    assert (await admin.get("/api-keys")).json()["items"][0]["last_used_at"] is None
    async with with_key(server, key) as script:
        for _ in range(3):
            await script.get("/events")
    await server.authenticator.settle()
    first = (await admin.get("/api-keys")).json()["items"][0]["last_used_at"]
    assert first is not None
    await server.authenticator.viewer(key["key"], None)
    await server.authenticator.settle()
    assert (await admin.get("/api-keys")).json()["items"][0]["last_used_at"] == first


async def test_nobody_touches_another_persons_key_but_those_who_decide_about_people(
    server: SmallServer, admin: Client
) -> None:
    await make(admin)
    mine = await make_key(admin)
    async with server.client() as ben:
        await ben.log_in("ben")
        his = await make_key(ben)
        assert (await ben.delete(f"/api-keys/{mine['id']}")).status_code == 404
        assert (await ben.post(f"/api-keys/{mine['id']}/rotate")).status_code == 404
        assert (await ben.patch(f"/api-keys/{mine['id']}", json={"name": "y"})).status_code == 404
        assert (await ben.get("/api-keys?everyone=true")).status_code == 403
    everyone = (await admin.get("/api-keys?everyone=true")).json()["items"]
    assert [(each["id"], each["username"]) for each in everyone] == [(his["id"], "ben"), (mine["id"], "Anna")]
    assert (await admin.post(f"/api-keys/{his['id']}/rotate")).status_code == 404
    assert (await admin.delete(f"/api-keys/{his['id']}")).status_code == 204


async def test_a_guest_makes_no_keys(server: SmallServer, admin: Client) -> None:
    await make(admin, "guest", role="guest")
    async with server.client() as guest:
        await guest.log_in("guest")
        assert (await guest.post("/api-keys", json={"name": "x", "scopes": ["read"]})).status_code == 403


async def test_a_key_is_no_cookie_and_needs_no_csrf_token(server: SmallServer, admin: Client) -> None:
    key = await make_key(admin, "manage")
    async with with_key(server, key) as script:
        assert (await script.delete("/manage")).status_code == 204
    async with server.client() as browser:
        browser.cookies.set("matinee_session", key["key"], domain="nas.local", path="/")
        assert (await browser.delete("/manage")).status_code == 403


async def test_a_key_without_a_person_has_rights_but_no_state(server: SmallServer, admin: Client) -> None:
    key = await make_key(admin, "read", acts_for_person=False)
    viewer = await server.authenticator.viewer(key["key"], None)
    assert viewer is not None
    assert (viewer.user_id, viewer.all_libraries, str(viewer.key_id)) == (None, True, key["id"])


async def test_keys_are_listed_in_pages(admin: Client) -> None:
    made = [(await make_key(admin))["id"] for _ in range(5)]
    first = (await admin.get("/api-keys", params={"limit": 3})).json()
    rest = (await admin.get("/api-keys", params={"limit": 3, "cursor": first["next_cursor"]})).json()
    assert [each["id"] for each in first["items"] + rest["items"]] == made[::-1]
    assert rest["next_cursor"] is None


async def test_making_and_revoking_are_told_to_its_owner(server: SmallServer, admin: Client) -> None:
    key = await make_key(admin)
    await admin.delete(f"/api-keys/{key['id']}")
    async with server.database.reading() as connection:
        rows = (await connection.execute(select(outbox).where(outbox.c.name.like("apikey.%")))).all()
    assert [(row.name, str(row.subject_id)) for row in rows] == [
        ("apikey.created", key["id"]),
        ("apikey.revoked", key["id"]),
    ]
    assert all(row.user_id is not None and key["key"] not in str(row) for row in rows)


@pytest.mark.parametrize(
    "wrong",
    [
        {"scopes": []},
        {"scopes": ["owner"]},
        {"name": ""},
        {"name": "x" * 101},
        {"library_ids": ["nonsense"]},
        {"user_id": str(new_id())},
    ],
)
async def test_wishes_that_make_no_key(admin: Client, wrong: dict[str, Any]) -> None:
    answer = await admin.post("/api-keys", json={"name": "x", "scopes": ["read"], **wrong})
    assert answer.status_code in {400, 422}
