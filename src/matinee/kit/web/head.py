"""HEAD wherever GET is: monitors, players and caches ask it (RFC 9110 §9.3.2), and no route has to say so."""

import asyncio
from collections.abc import Sequence

from matinee.kit.web.asgi import AsgiApp, Message, Receive, Scope, Send

type Header = tuple[bytes, bytes]
_NOT_ALLOWED = 405


def answering_head(app: AsgiApp) -> AsgiApp:
    """Wrap the application: a HEAD that no route takes for itself is answered by its GET, without the body."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        refused = _Refusals(send, is_head=scope["method"] == "HEAD")
        await app(scope, receive, refused.send)
        if refused.held is not None:
            once = _OnlyTheStart(send)
            await app({**scope, "method": "GET"}, once.receive, once.send)

    return wrapped


class _Refusals:
    """Lets answers through; holds "405, but GET" to a HEAD back, and names HEAD beside GET in `Allow`."""

    def __init__(self, send: Send, *, is_head: bool) -> None:
        self._send, self._is_head = send, is_head
        self.held: Message | None = None

    async def send(self, message: Message) -> None:
        if self.held is not None:
            return
        if message["type"] == "http.response.start":
            headers: Sequence[Header] = message.get("headers", ())
            takes_get = any(name.lower() == b"allow" and b"GET" in value for name, value in headers)
            if takes_get and self._is_head and message["status"] == _NOT_ALLOWED:
                self.held = message
                return
            if takes_get:
                message = {**message, "headers": [_with_head(each) for each in headers]}
        await self._send(message)


class _OnlyTheStart:
    """Passes an answer's start on and drops its body; one without end is told that nobody listens."""

    def __init__(self, send: Send) -> None:
        self._send = send
        self._is_asked = False
        self._is_answered = asyncio.Event()

    async def receive(self) -> Message:
        if not self._is_asked:
            self._is_asked = True
            return {"type": "http.request", "body": b"", "more_body": False}
        await self._is_answered.wait()
        return {"type": "http.disconnect"}

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            await self._send(message)
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})
            self._is_answered.set()


def _with_head(header: Header) -> Header:
    name, value = header
    if name.lower() != b"allow" or b"HEAD" in value:
        return header
    return name, value.replace(b"GET", b"GET, HEAD")
