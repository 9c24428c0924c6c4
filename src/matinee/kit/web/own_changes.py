"""What a request changed is what the next one sees, also where answers are cached."""

from contextlib import AbstractContextManager
from typing import Protocol

from matinee.kit.web.asgi import AsgiApp, Receive, Scope, Send

_READS = frozenset({"GET", "HEAD", "OPTIONS"})


class Changing(Protocol):
    """Whoever must hear of changes before it gives what it holds."""

    def changing(self) -> AbstractContextManager[None]:
        """Enclose what may change something."""
        ...


def hearing_own_changes(app: AsgiApp, held: Changing) -> AsgiApp:
    """Wrap the application: from the start of an unsafe request on, nothing cached is given before it was heard."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] in _READS:
            await app(scope, receive, send)
            return
        with held.changing():
            await app(scope, receive, send)

    return wrapped
