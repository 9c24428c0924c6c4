"""H35: another site's page cannot act in a browser that is signed in here."""
# ruff: noqa: F811 - fixtures are asked for by their name

from typing import Any

import pytest

from matinee.access.errors import CrossOrigin
from matinee.access.origins import refuse_cross_origin
from tests.access.fixtures import admin, server  # noqa: F401
from tests.access.small_app import PASSWORD, Client, SmallServer

FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": "http://nas:9000"},
    {"origin": "http://nas"},
    {"origin": "http://nas:8096.evil.example"},
    {"origin": "http://nas:8096@evil.example"},
    {"origin": "file://"},
    {"origin": "http://[::1"},
    {"sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "http://nas:8096", "sec-fetch-site": "cross-site"},
]


@pytest.mark.parametrize("headers", FOREIGN)
async def test_an_unsafe_request_from_another_site_is_refused_with_the_right_token(
    admin: Client, headers: dict[str, str]
) -> None:
    answer = await admin.delete("/manage", headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (403, "cross_origin")


@pytest.mark.parametrize("token", [None, "", "wrong", "é"])
async def test_an_unsafe_request_of_a_browser_session_needs_its_token(admin: Client, token: str | None) -> None:
    del admin.headers["x-csrf-token"]
    headers = {} if token is None else {"x-csrf-token": token.encode()}
    answer = await admin.delete("/manage", headers=headers)  # pyright: ignore[reportArgumentType]
    assert (answer.status_code, answer.json()["code"]) == (403, "csrf_token_wrong")


async def test_the_token_of_another_session_does_not_do(server: SmallServer, admin: Client) -> None:
    async with server.client() as other:
        await other.log_in("anna", cookie=True)
        answer = await admin.delete("/manage", headers={"x-csrf-token": other.headers["x-csrf-token"]})
    assert answer.json()["code"] == "csrf_token_wrong"


async def test_our_own_page_may_act(admin: Client) -> None:
    for headers in (
        {"origin": "http://nas:8096"},
        {"sec-fetch-site": "same-origin"},
        {"origin": "http://NAS:8096"},
        {},
    ):
        assert (await admin.delete("/manage", headers=headers)).status_code == 204


async def test_each_address_of_the_server_is_its_own_origin(server: SmallServer, admin: Client) -> None:
    for host, origin in [
        ("192.168.1.2:8096", "http://192.168.1.2:8096"),
        ("[fd00::1]:8096", "http://[fd00::1]:8096"),
        ("matinee.example", "https://matinee.example"),
        ("matinee.example", "http://matinee.example"),
    ]:
        async with server.client(host=host) as client:
            answer = await client.post(
                "/auth/login",
                json={"username": "anna", "password": PASSWORD, "cookie": True},
                headers={"origin": origin, "host": host},
            )
            assert answer.status_code == 200, (host, answer.text)


async def test_another_site_cannot_sign_a_browser_in(server: SmallServer, admin: Client) -> None:
    async with server.client() as browser:
        body = {"username": "anna", "password": PASSWORD, "cookie": True}
        answer = await browser.post("/auth/login", json=body, headers={"origin": "https://evil.example"})
        assert answer.json()["code"] == "cross_origin"


async def test_an_app_with_a_token_needs_neither(server: SmallServer, admin: Client) -> None:
    async with server.client() as app:
        await app.log_in("anna")
        assert (await app.delete("/manage", headers={"origin": "app://player"})).status_code == 204


@pytest.mark.parametrize("accepts", ["text/event-stream", "*/*", "text/html"])
async def test_another_site_cannot_open_the_event_stream(admin: Client, accepts: str) -> None:
    stream = {"accept": accepts}
    for headers in FOREIGN:
        assert (await admin.get("/events", headers=stream | headers)).json()["code"] == "cross_origin"
    assert (await admin.get("/events", headers=stream | {"sec-fetch-site": "same-origin"})).status_code == 200


@pytest.mark.parametrize("headers", FOREIGN)
def test_another_site_cannot_open_a_web_socket(headers: dict[str, str]) -> None:
    scope: dict[str, Any] = {
        "type": "websocket",
        "path": "/socket",
        "headers": [(b"host", b"nas:8096"), *((key.encode(), value.encode()) for key, value in headers.items())],
    }
    with pytest.raises(CrossOrigin):
        refuse_cross_origin(scope)


async def test_a_refused_web_socket_is_closed_before_it_opens(server: SmallServer) -> None:
    sent: list[Any] = []

    async def send(message: Any) -> None:
        sent.append(message)

    async def receive() -> Any:
        return {"type": "websocket.connect"}

    scope = {
        "type": "websocket",
        "path": "/raw",
        "query_string": b"",
        "headers": [(b"host", b"nas:8096"), (b"origin", b"https://evil.example")],
    }
    await server.app(scope, receive, send)
    assert [message["type"] for message in sent] == ["websocket.close"]


async def test_the_public_address_counts_as_our_own() -> None:
    scope: dict[str, Any] = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "headers": [(b"host", b"10.0.0.2:8096"), (b"origin", b"https://films.example")],
    }
    with pytest.raises(CrossOrigin, match="MATINEE_PUBLIC_URL"):
        refuse_cross_origin(scope)
    refuse_cross_origin(scope, frozenset({"films.example"}))
