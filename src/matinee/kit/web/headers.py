"""What surrounds every answer: security headers, JSON that is not sent twice, and bodies that end."""

import asyncio
import hashlib
from collections.abc import Sequence

from matinee.kit.errors import Fault
from matinee.kit.web.asgi import AsgiApp, Message, Receive, Scope, Send
from matinee.kit.web.problems import send_problem

JSON_BODY_BYTES = 1 << 20
"""The limit of a request body (`request_max_body_size` of the framework); a route may state another."""
BODY_TIMEOUT_S = 30.0
ETAG_UP_TO_BYTES = 1 << 20

type Header = tuple[bytes, bytes]

SECURITY_HEADERS: tuple[Header, ...] = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"same-origin"),
    (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), geolocation=(), microphone=(), payment=(), usb=()"),
)
"""Added where an answer has none of that name. No HSTS: most homes have no TLS, and a proxy that has it says so."""
_UNAUTHORIZED = 401
_CHALLENGE: Header = (b"www-authenticate", b'Bearer realm="Matinee"')
"""What each 401 has to name (RFC 9110 §15.5.2); browsers know no dialog for this scheme, so they show none."""


class BodyTooSlow(Fault):
    """The request's body did not come in time."""

    status, code, title = 408, "request_timeout", "The request did not arrive in time"


def secured(app: AsgiApp) -> AsgiApp:
    """Wrap the application: every answer carries the security headers."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        async def sending(message: Message) -> None:
            if message["type"] == "http.response.start":
                message = {**message, "headers": _with_defaults(message["status"], message.get("headers", ()))}
            await send(message)

        await app(scope, receive, sending if scope["type"] == "http" else send)

    return wrapped


def bodies_in_time(app: AsgiApp, *, timeout_s: float = BODY_TIMEOUT_S) -> AsgiApp:
    """Wrap the application: a body that stops coming is 408, however little of it came."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not _has_body(scope):
            await app(scope, receive, send)
            return
        whole = False

        async def receiving() -> Message:
            nonlocal whole
            if whole:
                return await receive()
            try:
                async with asyncio.timeout(timeout_s):
                    message = await receive()
            except TimeoutError:
                raise BodyTooSlow("The request's body stopped arriving. Send it again.") from None
            whole = not message.get("more_body", False)
            return message

        await app(scope, receiving, send)

    return wrapped


def conditional(app: AsgiApp) -> AsgiApp:
    """Wrap the application: JSON answers to GET carry an ETag, and are 304 for the one who has them."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "GET":
            await app(scope, receive, send)
            return
        await app(scope, receive, _Tagging(send, _asked_etags(scope)).send)

    return wrapped


def problems_outside(app: AsgiApp) -> AsgiApp:
    """Wrap the application: what fails outside the framework is answered as a problem, too."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        started = False

        async def sending(message: Message) -> None:
            nonlocal started
            started = True
            await send(message)

        try:
            await app(scope, receive, sending)
        except Exception as error:
            if started:
                raise
            await send_problem(send, error)

    return wrapped


class _Tagging:
    """Holds the start of a JSON answer back until its body is known."""

    def __init__(self, send: Send, asked: Sequence[bytes]) -> None:
        self._send, self._asked = send, asked
        self._start: Message | None = None

    async def send(self, message: Message) -> None:
        if message["type"] == "http.response.start" and _can_be_tagged(message):
            self._start = message
            return
        start, self._start = self._start, None
        if start is None:
            await self._send(message)
            return
        body: bytes = message.get("body", b"")
        if message["type"] != "http.response.body" or message.get("more_body") or len(body) > ETAG_UP_TO_BYTES:
            await self._send(start)
            await self._send(message)
            return
        etag = b'"' + hashlib.blake2b(body, digest_size=12).hexdigest().encode() + b'"'
        headers: list[Header] = [*start["headers"], (b"etag", etag)]
        if not _named(headers, b"cache-control"):
            headers.append((b"cache-control", b"private, no-cache"))
        if etag in self._asked or b"*" in self._asked:
            headers = [each for each in headers if each[0].lower() not in {b"content-length", b"content-type"}]
            await self._send({**start, "status": 304, "headers": headers})
            await self._send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        await self._send({**start, "headers": headers})
        await self._send(message)


def _can_be_tagged(start: Message) -> bool:
    headers: Sequence[Header] = start.get("headers", ())
    is_json = any(name.lower() == b"content-type" and value.startswith(b"application/json") for name, value in headers)
    return start["status"] == 200 and is_json and not _named(headers, b"etag")  # noqa: PLR2004 - OK


def _asked_etags(scope: Scope) -> list[bytes]:
    given = [value for name, value in scope["headers"] if name == b"if-none-match"]
    return [tag.strip().removeprefix(b"W/") for value in given for tag in value.split(b",")]


def _named(headers: Sequence[Header], wanted: bytes) -> bool:
    return any(name.lower() == wanted for name, _ in headers)


def _with_defaults(status: int, headers: Sequence[Header]) -> list[Header]:
    present = {name.lower() for name, _ in headers}
    wanted = (*SECURITY_HEADERS, _CHALLENGE) if status == _UNAUTHORIZED else SECURITY_HEADERS
    return [*headers, *(each for each in wanted if each[0] not in present)]


def _has_body(scope: Scope) -> bool:
    return any(name in {b"content-length", b"transfer-encoding"} and value != b"0" for name, value in scope["headers"])
