"""Security headers, answers not sent twice, bodies that stop coming."""

import json
from collections.abc import Callable

from matinee.kit.errors import Unavailable
from matinee.kit.web.asgi import Receive, Scope, Send
from matinee.kit.web.headers import bodies_in_time, conditional, problems_outside, secured
from tests.web.conftest import Running, parse, read_all


def json_app(body: bytes, status: int = 200, *extra: tuple[bytes, bytes]) -> Callable[..., object]:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        headers = [(b"content-type", b"application/json"), (b"content-length", str(len(body)).encode()), *extra]
        await send({"type": "http.response.start", "status": status, "headers": headers})
        await send({"type": "http.response.body", "body": body})

    return app


async def takes_a_body(scope: Scope, receive: Receive, send: Send) -> None:
    while (await receive()).get("more_body"):
        pass
    await json_app(b"{}")(scope, receive, send)  # type: ignore[misc]


def test_every_answer_carries_the_security_headers(serve: Callable[..., Running]) -> None:
    server = serve(secured(json_app(b"{}", 200, (b"content-security-policy", b"default-src 'self'"))))
    _, headers, _ = server.get()
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["x-frame-options"] == "DENY"
    assert headers["content-security-policy"] == "default-src 'self'"
    assert "strict-transport-security" not in headers
    _, headers, _ = serve(secured(json_app(b"{}"))).get()
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "frame-ancestors 'none'" in headers["content-security-policy"]


def test_a_401_names_how_to_sign_in(serve: Callable[..., Running]) -> None:
    assert serve(secured(json_app(b"{}", 401))).get()[1]["www-authenticate"] == 'Bearer realm="Matinee"'
    assert "www-authenticate" not in serve(secured(json_app(b"{}", 403))).get()[1]


def test_json_is_not_sent_twice(serve: Callable[..., Running]) -> None:
    server = serve(conditional(json_app(b'{"a":1}')))
    status, headers, body = server.get()
    assert (status, body) == (200, b'{"a":1}')
    assert headers["cache-control"] == "private, no-cache"
    status, again, body = server.get(if_none_match=headers["etag"])
    assert (status, body, again["etag"]) == (304, b"", headers["etag"])
    assert server.get(if_none_match='"other"')[0] == 200
    assert server.get(method="POST", if_none_match=headers["etag"])[0] == 200


def test_errors_and_own_etags_are_left_alone(serve: Callable[..., Running]) -> None:
    assert "etag" not in serve(conditional(json_app(b"{}", 404))).get()[1]
    assert serve(conditional(json_app(b"{}", 200, (b"etag", b'"mine"')))).get()[1]["etag"] == '"mine"'


def test_h37_a_body_that_stops_coming_is_408(serve: Callable[..., Running]) -> None:
    server = serve(problems_outside(bodies_in_time(takes_a_body, timeout_s=0.3)))
    with server.connect() as raw:
        raw.sendall(b"POST / HTTP/1.1\r\nhost: t\r\nconnection: close\r\ncontent-length: 100\r\n\r\nhalf")
        status, _, body = parse(read_all(raw))
    assert (status, json.loads(body)["code"]) == (408, "request_timeout")


def test_a_failure_outside_the_framework_is_a_problem_too(serve: Callable[..., Running]) -> None:
    async def failing(scope: Scope, receive: Receive, send: Send) -> None:
        raise Unavailable("Later.", headers={"Retry-After": "2"})

    status, headers, body = serve(problems_outside(failing)).get()
    assert (status, headers["retry-after"], json.loads(body)["code"]) == (503, "2", "unavailable")
