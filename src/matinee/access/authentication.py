"""The ASGI layer that finds out who calls. It stands outside the framework, so raw ASGI apps are behind it too."""

import hmac
from collections.abc import Awaitable, Callable, Mapping
from http.cookies import CookieError, SimpleCookie
from typing import Any

import msgspec
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from matinee.access.authenticator import Authenticator
from matinee.access.callers import Caller, Scope, address_of, client_of, csrf_token, header, set_caller
from matinee.access.errors import CsrfTokenWrong
from matinee.access.origins import changes_state, refuse_cross_origin
from matinee.kit.errors import Fault
from matinee.kit.web import problem_of, send_problem

type Receive = Callable[[], Awaitable[Mapping[str, Any]]]
type Send = Callable[[Mapping[str, Any]], Awaitable[None]]
type App = Callable[[Scope, Receive, Send], Awaitable[None]]

SESSION_COOKIE = "matinee_session"
_POLICY_VIOLATION = 1008
"""WebSocket close code (RFC 6455 §7.4.1); before the handshake a server answers it as 403."""
_LONGEST_TOKEN = 512


class Authentication:
    """Wraps an app: resolves the caller, refuses other sites' requests, and journals what keys were refused.

    `skip` names path prefixes that never need a caller (the web app's files, health), so that they answer also
    while the database does not.
    """

    def __init__(
        self,
        app: App,
        authenticator: Authenticator,
        *,
        own_hosts: frozenset[str] = frozenset(),
        skip: tuple[str, ...] = ("/app/", "/healthz", "/readyz", "/startupz"),
    ) -> None:
        self._app = app
        self._authenticator = authenticator
        self._own_hosts = own_hosts
        self._skip = skip

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request or socket."""
        if scope["type"] not in {"http", "websocket"} or scope["path"].startswith(self._skip):
            await self._app(scope, receive, send)
            return
        try:
            caller = await self._caller(scope)
        except (Fault, DBAPIError, PoolTimeout, OSError) as error:
            await _refuse(scope, send, error)
            return
        set_caller(scope, caller)
        await self._app(scope, receive, send)
        if caller.refusal is not None:
            await self._authenticator.record_refusal(scope, caller)

    async def _caller(self, scope: Scope) -> Caller:
        caller = _claimed(scope)
        if caller.by != "bearer":
            refuse_cross_origin(scope, self._own_hosts)
        if caller.token is None:
            return caller
        viewer = await self._authenticator.viewer(caller.token, address_of(scope))
        if viewer is not None:
            caller.viewer = msgspec.structs.replace(viewer, address=address_of(scope), client=client_of(scope))
        if caller.by == "cookie" and caller.viewer is not None and changes_state(scope):
            _require_csrf_token(scope, caller.token)
        return caller


def _claimed(scope: Scope) -> Caller:
    """Give the token a request brings. A bearer token stands alone: when it is wrong, no cookie speaks for it."""
    authorization = header(scope, b"authorization")
    if authorization is not None:
        kind, _, token = authorization.partition(" ")
        known = kind.lower() == "bearer" and 0 < len(token) <= _LONGEST_TOKEN
        return Caller(token=token.strip() if known else None, by="bearer")
    cookie = header(scope, b"cookie")
    if cookie is None or SESSION_COOKIE not in cookie:
        return Caller()
    token = _cookie_value(cookie)
    return Caller() if token is None else Caller(token=token, by="cookie")


def _cookie_value(cookies: str) -> str | None:
    try:
        morsel = SimpleCookie(cookies).get(SESSION_COOKIE)
    except CookieError:
        return None
    return morsel.value if morsel is not None and 0 < len(morsel.value) <= _LONGEST_TOKEN else None


def _require_csrf_token(scope: Scope, session_token: str) -> None:
    sent = header(scope, b"x-csrf-token")
    if sent is None or not hmac.compare_digest(sent.encode(), csrf_token(session_token).encode()):
        raise CsrfTokenWrong("The request lacks this session's X-CSRF-Token. Reload the page and try again.")


async def _refuse(scope: Scope, send: Send, error: Exception) -> None:
    if scope["type"] == "websocket":
        await send({"type": "websocket.close", "code": _POLICY_VIOLATION, "reason": problem_of(error).code})
    else:
        await send_problem(send, error)
