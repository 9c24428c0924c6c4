"""Whose request it is, behind proxies and before liars."""

from collections.abc import Iterable
from typing import Any

import pytest

from matinee.kit.web.asgi import Receive, Scope, Send
from matinee.kit.web.forwarded import behind_proxies, trusted_networks

PROXIES = ["10.0.0.0/8", "::1"]


async def seen(peer: str, headers: Iterable[tuple[str, str]], trusted: list[str] = PROXIES) -> dict[str, Any]:
    found: dict[str, Any] = {}

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        found.update(scope)

    scope = {
        "type": "http",
        "client": (peer, 1234),
        "scheme": "http",
        "headers": [(b"host", b"inside"), *((name.encode(), value.encode()) for name, value in headers)],
    }
    await behind_proxies(app, trusted_networks(trusted))(scope, None, None)  # type: ignore[arg-type]
    return found


def summary(scope: dict[str, Any]) -> tuple[str, str, str]:
    return scope["client"][0], scope["scheme"], dict(scope["headers"])[b"host"].decode()


async def test_h30_forged_headers_of_a_stranger_count_nothing() -> None:
    headers = [("x-forwarded-for", "1.2.3.4"), ("x-forwarded-proto", "https"), ("x-forwarded-host", "evil")]
    scope = await seen("203.0.113.9", headers)
    assert summary(scope) == ("203.0.113.9", "http", "inside")
    assert all(not name.startswith(b"x-forwarded") for name, _ in scope["headers"])
    scope = await seen("10.0.0.1", headers, trusted=[])
    assert summary(scope) == ("10.0.0.1", "http", "inside")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        ([("x-forwarded-for", "198.51.100.7")], ("198.51.100.7", "http", "inside")),
        (
            [("x-forwarded-for", "198.51.100.7"), ("x-forwarded-proto", "https"), ("x-forwarded-host", "tv.example")],
            ("198.51.100.7", "https", "tv.example"),
        ),
        # what the client itself wrote stands left of what our proxy added
        ([("x-forwarded-for", "6.6.6.6, 198.51.100.7")], ("198.51.100.7", "http", "inside")),
        ([("x-forwarded-for", "6.6.6.6, 198.51.100.7, 10.1.1.1")], ("198.51.100.7", "http", "inside")),
        ([("x-forwarded-for", "6.6.6.6"), ("x-forwarded-for", "198.51.100.7")], ("198.51.100.7", "http", "inside")),
        ([("forwarded", 'for="[2001:db8::5]:99";proto=https;host="a.b:1"')], ("2001:db8::5", "https", "a.b:1")),
        ([("forwarded", "for=6.6.6.6;proto=https, for=198.51.100.7")], ("198.51.100.7", "http", "inside")),
        ([("x-forwarded-for", "::ffff:198.51.100.7")], ("198.51.100.7", "http", "inside")),
        ([("x-forwarded-for", "198.51.100.7:5123")], ("198.51.100.7", "http", "inside")),
        ([("x-forwarded-for", "nonsense")], ("10.0.0.1", "http", "inside")),
        ([("x-forwarded-for", "9.9.9.9"), ("x-forwarded-proto", "javascript")], ("9.9.9.9", "http", "inside")),
        ([("x-forwarded-for", "9.9.9.9"), ("x-forwarded-host", "a\tb/../c")], ("9.9.9.9", "http", "inside")),
    ],
)
async def test_a_trusted_proxy_is_believed(headers: list[tuple[str, str]], expected: tuple[str, str, str]) -> None:
    assert summary(await seen("10.0.0.1", headers)) == expected


async def test_ten_thousand_hops_are_no_work() -> None:
    scope = await seen("10.0.0.1", [("x-forwarded-for", ",".join(["10.0.0.2"] * 10_000))])
    assert scope["client"][0] == "10.0.0.2"
