"""The web process: HTTP on sockets that are already bound."""

import asyncio
import contextlib
import socket
import sys
from collections.abc import Sequence
from typing import Any, override

import uvicorn
import uvloop
from sqlalchemy.exc import SQLAlchemyError

import matinee
from matinee.activity import record_settings
from matinee.admin.system import announce_started, announce_stopping
from matinee.app import open_resources
from matinee.kit.db import Database
from matinee.kit.events import Bus
from matinee.kit.resources import Resources
from matinee.kit.web import server_options
from matinee.processes.leaving import run
from matinee.processes.log import write_log
from matinee.settings import Settings, every_key, get, shown
from matinee.web import create_web, open_web

_LAST_WORDS_S = 2.0
"""How long telling that the server stops may take."""
_THREADS_YIELD_S = 0.0005
"""How long a thread may keep a request waiting, as while the search index is built (5 ms is Python's own choice)."""


def run_web(settings: Settings, database_url: str, descriptors: Sequence[int]) -> None:
    """Serve until SIGTERM."""
    write_log(settings, "web")
    sys.setswitchinterval(_THREADS_YIELD_S)
    sockets = [socket.socket(fileno=number) for number in descriptors]
    run(_serve(settings, database_url, sockets), uvloop.new_event_loop)


async def _serve(settings: Settings, database_url: str, sockets: list[socket.socket]) -> None:
    async with Resources() as resources:
        await open_resources(settings, database_url, resources)
        await open_web(settings, resources)
        options: dict[str, Any] = server_options() | {"loop": "none", "lifespan": "off"}
        server = _Server(uvicorn.Config(create_web(settings, resources), **options), resources)
        await server.serve(sockets=sockets)


class _Server(uvicorn.Server):
    """Tells that it starts and stops, and lets event streams end with that instead of cutting them."""

    def __init__(self, config: uvicorn.Config, resources: Resources) -> None:
        super().__init__(config)
        self._resources = resources

    @override
    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        settings = self._resources.get(Settings)
        async with self._resources.get(Database).transaction() as tx:
            await announce_started(tx, matinee.__version__)
            await record_settings(tx, {key.name: shown(get(settings, key)) for key in every_key(settings)})

    @override
    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        with contextlib.suppress(SQLAlchemyError, OSError, TimeoutError):
            async with asyncio.timeout(_LAST_WORDS_S):
                async with self._resources.get(Database).transaction() as tx:
                    await announce_stopping(tx)
                await self._resources.get(Bus).end_subscriptions()
        await super().shutdown(sockets)
