"""The shapes of ASGI, for what works below or beside the framework."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any

type Scope = MutableMapping[str, Any]
type Message = MutableMapping[str, Any]
type Receive = Callable[[], Awaitable[Message]]
type Send = Callable[[Message], Awaitable[None]]
type AsgiApp = Callable[[Scope, Receive, Send], Awaitable[None]]


def extensions(scope: Scope) -> dict[str, dict[str, object]]:
    """Give what the server offers beyond plain ASGI."""
    return scope.get("extensions") or {}
