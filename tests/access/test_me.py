"""People about themselves: profile, password, devices."""

from tests.access.small_app import PASSWORD, Client, SmallServer


async def test_people_change_their_profile(admin: Client) -> None:
    answer = await admin.patch("/me", json={"display_name": "Anna K.", "language": "de", "time_zone": "Europe/Berlin"})
    assert answer.status_code == 200
    me = (await admin.get("/me")).json()
    assert (me["display_name"], me["language"], me["time_zone"]) == ("Anna K.", "de", "Europe/Berlin")


async def test_a_new_password_ends_every_other_session_and_keeps_this_one(server: SmallServer, admin: Client) -> None:
    async with server.client() as tv:
        await tv.log_in("anna")
        body = {"current_password": PASSWORD, "new_password": "battery staple"}
        assert (await admin.put("/me/password", json=body)).status_code == 204
        assert (await tv.get("/me")).status_code == 401
        assert (await admin.get("/me")).status_code == 200
        await tv.log_in("anna", "battery staple")


async def test_a_new_password_needs_the_current_one(admin: Client) -> None:
    body = {"current_password": "something else", "new_password": "battery staple"}
    answer = await admin.put("/me/password", json=body)
    assert (answer.status_code, answer.json()["code"]) == (403, "password_wrong")


async def test_a_new_password_follows_the_rule(admin: Client) -> None:
    for weak in ("short", "aaaaaaaaaaaa", "x" * 1025):
        answer = await admin.put("/me/password", json={"current_password": PASSWORD, "new_password": weak})
        assert answer.json()["code"] == "password_too_weak", weak


async def test_devices_are_listed_and_signed_out_one_by_one(server: SmallServer, admin: Client) -> None:
    async with server.client(address="198.51.100.9") as tv:
        await tv.log_in("anna", device={"id": "tv", "name": "Living room", "client": "Big Screen", "version": "2"})
        listed = (await admin.get("/sessions")).json()["items"]
        assert [(each["device"]["name"], each["current"], each["address"]) for each in listed] == [
            ("Living room", False, "198.51.100.9"),
            (listed[1]["device"]["name"], True, "192.0.2.7"),
        ]
        assert (await admin.delete(f"/sessions/{listed[0]['id']}")).status_code == 204
        assert (await tv.get("/me")).status_code == 401
        assert (await admin.delete(f"/sessions/{listed[0]['id']}")).status_code == 404


async def test_all_other_devices_are_signed_out_at_once(server: SmallServer, admin: Client) -> None:
    async with server.client() as one, server.client() as two:
        await one.log_in("anna")
        await two.log_in("anna")
        assert (await admin.delete("/sessions")).status_code == 204
        assert [(await each.get("/me")).status_code for each in (one, two, admin)] == [401, 401, 200]


async def test_nobody_ends_another_persons_session(server: SmallServer, admin: Client) -> None:
    await admin.post("/users", json={"username": "ben", "password": PASSWORD})
    mine = (await admin.get("/sessions")).json()["items"][0]["id"]
    async with server.client() as ben:
        await ben.log_in("ben")
        assert (await ben.delete(f"/sessions/{mine}")).status_code == 404
    assert (await admin.get("/me")).status_code == 200
