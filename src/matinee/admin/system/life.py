"""A server's start and end, told to operators and written to the activity log."""

import socket

from matinee.kit.db import Connection
from matinee.kit.events import Event, announce


async def announce_started(tx: Connection, version: str) -> None:
    """Tell that this machine serves."""
    payload: dict[str, object] = {"host": socket.gethostname(), "version": version}
    await announce(tx, Event(name="system.started", permission="admin", payload=payload))


async def announce_stopping(tx: Connection) -> None:
    """Tell that this machine is about to serve no longer."""
    await announce(tx, Event(name="system.stopping", permission="admin", payload={"host": socket.gethostname()}))
