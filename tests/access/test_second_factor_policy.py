"""A second factor asked of whole roles: in force at once, told of, and never a trap for who decides it."""

from sqlalchemy import select

from matinee.journal.tables import journal
from tests.access.small_app import Client, SmallServer
from tests.access.test_second_factor import set_up
from tests.access.test_users import make


async def ask_of(admin: Client, *roles: str) -> dict[str, object]:
    answer = await admin.put("/second-factor-policy", json={"roles": list(roles)})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_role_that_needs_one_is_held_at_once_until_it_has_one(server: SmallServer, admin: Client) -> None:
    await make(admin, role="manager")
    async with server.client() as ben, server.client() as anew:
        await ben.log_in("ben")
        assert (await ben.get("/manage")).status_code == 200
        key = (await ben.post("/api-keys", json={"name": "x", "scopes": ["read", "manage"]})).json()["key"]
        told = await ask_of(admin, "manager")
        assert told["without"] == {"administrator": 1, "manager": 1, "member": 0, "guest": 0}
        refused = await ben.get("/manage")
        assert (refused.status_code, refused.json()["code"]) == (403, "second_factor_due")
        assert (await anew.get("/manage", headers={"authorization": f"Bearer {key}"})).status_code == 403
        me = (await anew.log_in("ben"))["user"]
        assert (me["second_factor_due"], me["second_factor_required"], me["permissions"]) == (True, True, [])
        _, codes = await set_up(ben)
        assert (await ben.get("/manage")).status_code == 200
        off = await ben.post("/me/totp/disable", json={"code": codes[0]})
        assert (off.status_code, off.json()["code"]) == (409, "second_factor_required")
        assert (await ask_of(admin))["roles"] == []
        assert (await ben.post("/me/totp/disable", json={"code": codes[1]})).status_code == 204


async def test_other_roles_and_single_accounts_are_asked_as_before(server: SmallServer, admin: Client) -> None:
    await make(admin, role="manager")
    await make(admin, "carl", role="manager", second_factor_required=True)
    await ask_of(admin, "member", "guest")
    seen = {each["username"]: each for each in (await admin.get("/users")).json()["items"]}
    assert [seen[each]["role_needs_second_factor"] for each in ("ben", "carl")] == [False, False]
    async with server.client() as ben, server.client() as carl:
        assert (await ben.log_in("ben"))["user"]["second_factor_due"] is False
        assert (await carl.log_in("carl"))["user"]["second_factor_due"] is True


async def test_who_changes_role_is_asked_as_the_new_role_is(server: SmallServer, admin: Client) -> None:
    ben = await make(admin)
    await ask_of(admin, "manager")
    changed = await admin.patch(f"/users/{ben['id']}", json={"role": "manager"})
    assert changed.json()["role_needs_second_factor"] is True
    async with server.client() as client:
        assert (await client.log_in("ben"))["user"]["second_factor_due"] is True


async def test_nobody_asks_of_their_own_role_what_they_lack(server: SmallServer, admin: Client) -> None:
    wanted = {"roles": ["administrator", "member"]}
    refused = await admin.put("/second-factor-policy", json=wanted)
    assert (refused.status_code, refused.json()["code"]) == (409, "second_factor_missing")
    assert (await admin.get("/second-factor-policy")).json()["roles"] == []
    await set_up(admin)
    assert (await ask_of(admin, "administrator", "member"))["roles"] == ["administrator", "member"]
    assert (await admin.get("/users")).status_code == 200
    async with server.database.reading() as connection:
        entry = (await connection.execute(select(journal).where(journal.c.action == "settings.changed"))).one()
    assert (entry.target_name, entry.actor_name) == ("accounts.second_factor_roles", "Anna")
    assert entry.details == {"old": [], "new": ["administrator", "member"]}


async def test_only_an_administrator_in_person_decides_it(server: SmallServer, admin: Client) -> None:
    await make(admin, role="manager")
    key = (await admin.post("/api-keys", json={"name": "x", "scopes": ["admin"]})).json()["key"]
    async with server.client() as ben, server.client() as nobody, server.client() as program:
        await ben.log_in("ben")
        program.headers["authorization"] = f"Bearer {key}"
        for client, status in ((ben, 403), (nobody, 401), (program, 403)):
            assert (await client.put("/second-factor-policy", json={"roles": []})).status_code == status
        assert (await ben.get("/second-factor-policy")).status_code == 403
        assert (await nobody.get("/second-factor-policy")).status_code == 401
    assert (await admin.put("/second-factor-policy", json={"roles": ["owner"]})).status_code in {400, 422}
