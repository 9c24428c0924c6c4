"""H25: nobody makes themselves more by a field in a body."""
# ruff: noqa: F811 - fixtures are asked for by their name

import pytest

from tests.access.fixtures import admin, server  # noqa: F401
from tests.access.small_app import PASSWORD, Client, SmallServer

WISHES = [
    {"role": "administrator"},
    {"is_admin": True},
    {"owner_id": "018f0000-0000-7000-8000-000000000000"},
    {"all_libraries": True},
    {"library_ids": []},
    {"maximum_age": None},
    {"second_factor_required": False},
]


@pytest.mark.parametrize("wish", WISHES)
async def test_a_profile_holds_no_rights(server: SmallServer, admin: Client, wish: dict[str, object]) -> None:
    await admin.post("/users", json={"username": "ben", "password": PASSWORD})
    async with server.client() as ben:
        await ben.log_in("ben")
        before = (await ben.get("/me")).json()
        for method, path, body in [
            ("PATCH", "/me", {"display_name": "Ben", **wish}),
            ("PUT", "/me/password", {"current_password": PASSWORD, "new_password": "battery staple", **wish}),
            ("POST", "/auth/login", {"username": "ben", "password": PASSWORD, **wish}),
        ]:
            assert (await ben.request(method, path, json=body)).status_code in {400, 422}, path
        assert (await ben.get("/me")).json() == before


@pytest.mark.parametrize("wish", WISHES)
async def test_setting_up_takes_three_fields(server: SmallServer, wish: dict[str, object]) -> None:
    async with server.client() as client:
        body = {"token": "x", "username": "eve", "password": PASSWORD, **wish}
        assert (await client.post("/setup", json=body)).status_code in {400, 422}
