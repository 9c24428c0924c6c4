"""Accounts: what administrators do to them, and what that ends."""

import asyncio
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, insert, select

from matinee.catalog.tables import play, state
from matinee.kit.db import Database, register_entities
from matinee.kit.ids import new_id
from tests.access.small_app import PASSWORD, Client, SmallServer
from tests.shelf import Shelf


async def make(admin: Client, username: str = "ben", **more: Any) -> dict[str, Any]:
    answer = await admin.post("/users", json={"username": username, "password": PASSWORD, "role": "member", **more})
    assert answer.status_code == 201, answer.text
    return answer.json()


async def make_library(database: Database) -> UUID:
    made = new_id()
    async with database.transaction() as tx:
        await register_entities(tx, "library", [made])
    return made


async def test_an_administrator_makes_a_user_with_granted_libraries(server: SmallServer, admin: Client) -> None:
    library = str(await make_library(server.database))
    ben = await make(admin, library_ids=[library])
    assert (ben["role"], ben["all_libraries"], ben["library_ids"]) == ("member", False, [library])
    assert (await admin.get(f"/users/{ben['id']}")).json() == ben
    async with server.client() as client:
        me = (await client.log_in("Ben"))["user"]
        assert (me["library_ids"], me["permissions"]) == ([library], ["account", "keep", "keys", "play", "read"])


async def test_a_member_may_not_look_at_accounts(server: SmallServer, admin: Client) -> None:
    ben = await make(admin)
    async with server.client() as client:
        await client.log_in("ben")
        for method, path in [
            ("GET", "/users"),
            ("POST", "/users"),
            ("GET", f"/users/{ben['id']}"),
            ("PATCH", f"/users/{ben['id']}"),
            ("DELETE", f"/users/{ben['id']}"),
            ("PUT", f"/users/{ben['id']}/libraries"),
            ("DELETE", f"/users/{ben['id']}/sessions"),
        ]:
            assert (await client.request(method, path, json={})).status_code == 403, (method, path)


async def test_names_are_unique_however_they_are_typed(admin: Client) -> None:
    await make(admin, "Straße")
    for typed in ("strasse", "STRASSE", " Straße"):
        answer = await admin.post("/users", json={"username": typed, "password": PASSWORD})
        assert (answer.status_code, answer.json()["code"]) == (409, "username_taken")


@pytest.mark.parametrize("name", ["", "   ", "a\u202eb", "a\u200bb", "x" * 65, "tab\tbed"])
async def test_names_nobody_could_tell_apart_are_refused(admin: Client, name: str) -> None:
    answer = await admin.post("/users", json={"username": name, "password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (422, "username_invalid")


async def test_a_grant_of_an_unknown_library_is_refused(server: SmallServer, admin: Client) -> None:
    ben = await make(admin)
    for ids in ([str(new_id())], [str(await make_library(server.database)), str(new_id())]):
        answer = await admin.put(f"/users/{ben['id']}/libraries", json={"library_ids": ids})
        assert (answer.status_code, answer.json()["code"]) == (422, "library_unknown")


async def test_a_body_without_the_grants_takes_none_away_and_an_empty_list_takes_all(
    server: SmallServer, admin: Client
) -> None:
    library = str(await make_library(server.database))
    ben = await make(admin)
    path = f"/users/{ben['id']}/libraries"
    await admin.put(path, json={"library_ids": [library]})
    assert (await admin.put(path, json={})).status_code in {400, 422}
    assert (await admin.get(f"/users/{ben['id']}")).json()["library_ids"] == [library]
    await admin.put(path, json={"library_ids": []})
    assert (await admin.get(f"/users/{ben['id']}")).json()["library_ids"] == []


async def test_a_changed_grant_holds_for_the_next_request(server: SmallServer, admin: Client) -> None:
    library = str(await make_library(server.database))
    ben = await make(admin)
    async with server.client() as client:
        await client.log_in("ben")
        assert (await client.get("/me")).json()["library_ids"] == []
        await admin.put(f"/users/{ben['id']}/libraries", json={"library_ids": [library]})
        assert (await client.get("/me")).json()["library_ids"] == [library]


async def test_disabling_ends_the_sessions_and_enabling_does_not_bring_them_back(
    server: SmallServer, admin: Client
) -> None:
    ben = await make(admin)
    async with server.client() as client:
        await client.log_in("ben")
        assert (await admin.patch(f"/users/{ben['id']}", json={"disabled": True})).json()["disabled_at"]
        assert (await client.get("/me")).status_code == 401
        refused = await client.post("/auth/login", json={"username": "ben", "password": PASSWORD})
        assert refused.json()["code"] == "invalid_credentials"
        assert (await admin.patch(f"/users/{ben['id']}", json={"disabled": False})).json()["disabled_at"] is None
        assert (await client.get("/me")).status_code == 401
        await client.log_in("ben")


async def test_the_last_administrator_stays(admin: Client) -> None:
    anna = (await admin.get("/me")).json()["id"]
    for method, body in [("PATCH", {"role": "member"}), ("PATCH", {"disabled": True}), ("DELETE", None)]:
        answer = await admin.request(method, f"/users/{anna}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "last_administrator")
    other = await make(admin, "eva", role="administrator")
    assert (await admin.patch(f"/users/{other['id']}", json={"disabled": True})).status_code == 200
    assert (await admin.patch(f"/users/{anna}", json={"role": "member"})).json()["code"] == "last_administrator"


async def test_two_administrators_cannot_remove_each_other_at_once(server: SmallServer, admin: Client) -> None:
    anna = (await admin.get("/me")).json()["id"]
    eva = await make(admin, "eva", role="administrator")
    async with server.client() as other:
        await other.log_in("eva")
        answers = await asyncio.gather(
            admin.patch(f"/users/{eva['id']}", json={"role": "member"}),
            other.patch(f"/users/{anna}", json={"role": "member"}),
        )
    assert min(answer.status_code for answer in answers) == 200
    assert any(answer.status_code in {401, 403, 409} for answer in answers)


async def test_a_removed_account_is_gone_its_name_free_and_its_history_as_was_asked(
    server: SmallServer, admin: Client
) -> None:
    async with server.database.transaction() as tx:
        shelf = Shelf(tx)
        film = await shelf.movie("Alien", await shelf.library())
    for history in ("keep", "erase"):
        ben = await make(admin)
        async with server.database.transaction() as tx:
            seen = {"account_id": UUID(ben["id"]), "entity_id": film}
            await tx.execute(insert(state).values(watched=True, **seen))
            await tx.execute(insert(play).values(id=new_id(), at=func.now(), origin="mark", title="Alien", **seen))
        async with server.client() as client:
            await client.log_in("ben")
            assert (await admin.delete(f"/users/{ben['id']}?history={history}")).status_code == 204
            assert (await client.get("/me")).status_code == 401
        assert (await admin.get(f"/users/{ben['id']}")).status_code == 404
        assert [user["username"] for user in (await admin.get("/users")).json()["items"]] == ["Anna"]
        async with server.database.reading() as tx:
            for table in (state, play):
                left = select(func.count()).where(table.c.account_id == UUID(ben["id"]))
                assert (await tx.execute(left)).scalar() == (1 if history == "keep" else 0)


async def test_users_are_listed_in_pages(admin: Client) -> None:
    for number in range(5):
        await make(admin, f"user {number}")
    names: list[str] = []
    cursor: str | None = None
    for _ in range(4):
        answer = (await admin.get("/users", params={"limit": 2} | ({"cursor": cursor} if cursor else {}))).json()
        names += [user["username"] for user in answer["items"]]
        cursor = answer["next_cursor"]
        if cursor is None:
            break
    assert names == ["Anna", *(f"user {number}" for number in range(5))]


async def test_people_are_found_by_a_part_of_either_name_and_signs_mean_themselves(admin: Client) -> None:
    for name, display in (("per_cent", None), ("percent", "Ida Lund"), ("x1", "100 %")):
        await make(admin, name, display_name=display)
    for wanted, found in (
        ("PER", ["per_cent", "percent"]),
        ("r_c", ["per_cent"]),
        ("%", ["x1"]),
        (" lund ", ["percent"]),
        ("nobody", []),
        ("\0", []),
    ):
        listed = (await admin.get("/users", params={"q": wanted})).json()["items"]
        assert [each["username"] for each in listed] == found
    first = (await admin.get("/users", params={"q": "per", "limit": 1})).json()
    rest = (await admin.get("/users", params={"q": "per", "cursor": first["next_cursor"]})).json()
    assert [each["username"] for each in rest["items"]] == ["percent"]


async def test_a_reset_password_ends_the_sessions(server: SmallServer, admin: Client) -> None:
    ben = await make(admin)
    async with server.client() as client:
        await client.log_in("ben")
        assert (await admin.patch(f"/users/{ben['id']}", json={"password": "a new password"})).status_code == 200
        assert (await client.get("/me")).status_code == 401
        await client.log_in("ben", "a new password")


async def test_absent_is_unchanged_and_null_is_cleared(admin: Client) -> None:
    ben = await make(admin, display_name="Benjamin", maximum_age=12)
    changed = (await admin.patch(f"/users/{ben['id']}", json={"maximum_age": None})).json()
    assert (changed["display_name"], changed["maximum_age"]) == ("Benjamin", None)
