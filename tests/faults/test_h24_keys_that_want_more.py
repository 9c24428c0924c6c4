"""H24: a key does not edit itself, makes no key, calls nothing beyond its scopes; each try is in the journal."""
# ruff: noqa: F811 - fixtures are asked for by their name

import pytest
from sqlalchemy import select

from matinee.journal.tables import journal
from tests.access.fixtures import admin, server  # noqa: F401
from tests.access.small_app import Client, SmallServer
from tests.access.test_keys import make_key, with_key

TRIES = [
    ("PATCH", "/api-keys/{id}", {"scopes": ["read", "admin"]}),
    ("POST", "/api-keys", {"name": "stronger", "scopes": ["admin"]}),
    ("POST", "/api-keys", {"name": "the same", "scopes": ["read"]}),
    ("POST", "/api-keys/{id}/rotate", None),
    ("DELETE", "/api-keys/{id}", None),
    ("GET", "/api-keys", None),
    ("GET", "/sessions", None),
    ("PUT", "/me/password", {"current_password": "x", "new_password": "battery staple"}),
    ("POST", "/users", {"username": "eve", "password": "battery staple", "role": "administrator"}),
]


@pytest.mark.parametrize("scopes", [("read",), ("read", "play", "manage", "admin")])
async def test_h24_a_key_of_any_strength_is_refused_and_written_down(
    server: SmallServer, admin: Client, scopes: tuple[str, ...]
) -> None:
    key = await make_key(admin, *scopes)
    async with with_key(server, key) as script:
        for method, path, body in TRIES:
            answer = await script.request(method, path.format(id=key["id"]), json=body)
            assert (answer.status_code, answer.json()["code"]) == (403, "forbidden"), (method, path)
    async with server.database.reading() as connection:
        rows = (await connection.execute(select(journal).where(journal.c.action == "apikey.refused"))).all()
    tried = {f"{method} /api/v1{path.format(id=key['id'])}" for method, path, _ in TRIES}
    assert {row.target_name for row in rows} == tried
    assert all((row.actor_kind, str(row.actor_id), row.result) == ("key", key["id"], "refused") for row in rows)
    assert [each["scopes"] for each in (await admin.get("/api-keys")).json()["items"]] == [list(scopes)]


async def test_h24_a_reading_key_calls_no_route_of_managers_or_administrators(
    server: SmallServer, admin: Client
) -> None:
    async with with_key(server, await make_key(admin, "read", "play")) as script:
        for method, path in [("GET", "/users"), ("GET", "/manage"), ("DELETE", "/manage")]:
            assert (await script.request(method, path)).status_code == 403, path
