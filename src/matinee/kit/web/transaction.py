"""The request's one transaction: committed after the handler returned and before its answer leaves.

Litestar 2.25 ends generator dependencies after the handler's result was rendered and before it is sent, which is what
we want. It forgets them when another dependency of the same request fails, so the outermost layer ends what is left.
"""

from collections.abc import AsyncGenerator
from typing import Any

from litestar import Request
from litestar.di import Provide

from matinee.kit.db import Connection, Database
from matinee.kit.web.asgi import AsgiApp, Receive, Scope, Send

READS = frozenset({"GET", "HEAD"})
WRITES_ON_GET = "writes"
"""`opt={"writes": True}` on a GET route asks for a real transaction."""

_KEY = "matinee_transactions"


def provide_transaction(database: Database) -> Provide:
    """Make the dependency `tx`. GET and HEAD get a connection that commits each statement by itself."""

    async def begun(request: Request[Any, Any, Any]) -> AsyncGenerator[Connection]:
        reads = request.method in READS and not request.route_handler.opt.get(WRITES_ON_GET)
        lent = database.reading() if reads else database.transaction()
        async with lent as connection:
            yield connection

    async def tx(request: Request[Any, Any, Any]) -> AsyncGenerator[Connection]:
        inner = begun(request)
        _open_in(request.scope).append(inner)  # pyright: ignore[reportArgumentType]
        connection = await anext(inner)
        try:
            yield connection
        except BaseException as error:
            await _throw(inner, error)
            raise
        await _end(inner)

    return Provide(tx)


def end_transactions(app: AsgiApp) -> AsgiApp:
    """Wrap the application: a transaction that the framework forgot is rolled back when the request is over."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await app(scope, receive, send)
            return
        opened = _open_in(scope)
        try:
            await app(scope, receive, send)
        finally:
            for left in opened:
                await _throw(left, RequestOver())

    return wrapped


class RequestOver(Exception):
    """The request ended without the framework ending its transaction."""


def _open_in(scope: Scope) -> list[AsyncGenerator[Connection]]:
    return scope.setdefault("state", {}).setdefault(_KEY, [])


async def _end(inner: AsyncGenerator[Connection]) -> None:
    async for _ in inner:
        raise RuntimeError("a transaction yields one connection")


async def _throw(inner: AsyncGenerator[Connection], error: BaseException) -> None:
    """Roll back. A finished transaction takes no notice."""
    try:
        await inner.athrow(error)
    except (StopAsyncIteration, RequestOver):
        return
    except BaseException as raised:
        if raised is not error:
            raise
