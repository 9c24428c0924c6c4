"""HEAD is GET without the body, wherever a route does not take it for itself."""

from collections.abc import Callable
from typing import Any

from matinee.kit.web.asgi import Receive, Scope, Send
from matinee.kit.web.head import answering_head
from tests.web.conftest import Running


def taking(*methods: str) -> Callable[..., Any]:
    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        allowed = scope["method"] in methods
        lines = [(b"content-length", b"5"), (b"asked-as", scope["method"].encode())]
        headers = lines if allowed else [(b"content-length", b"5"), (b"allow", ", ".join(methods).encode())]
        await send({"type": "http.response.start", "status": 200 if allowed else 405, "headers": headers})
        await send({"type": "http.response.body", "body": b"hello"})

    return app


async def endless(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["method"] == "HEAD":
        await taking("GET")(scope, receive, send)
        return
    await receive()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    while (await receive())["type"] != "http.disconnect":
        await send({"type": "http.response.body", "body": b"more", "more_body": True})


def test_head_is_the_get_without_its_body(serve: Callable[..., Running]) -> None:
    status, headers, body = serve(answering_head(taking("GET"))).get(method="HEAD")
    assert (status, headers["content-length"], headers["asked-as"], body) == (200, "5", "GET", b"")


def test_a_route_with_a_head_of_its_own_keeps_it(serve: Callable[..., Running]) -> None:
    assert serve(answering_head(taking("GET", "HEAD"))).get(method="HEAD")[1]["asked-as"] == "HEAD"


def test_what_has_no_get_has_no_head(serve: Callable[..., Running]) -> None:
    status, headers, _ = serve(answering_head(taking("POST"))).get(method="HEAD")
    assert (status, headers["allow"]) == (405, "POST")
    assert serve(answering_head(taking("GET"))).get(method="POST")[1]["allow"] == "GET, HEAD"


def test_the_head_of_a_stream_without_end_ends(serve: Callable[..., Running]) -> None:
    status, _, body = serve(answering_head(endless)).get(method="HEAD")
    assert (status, body) == (200, b"")
