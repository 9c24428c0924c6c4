"""A running server with playback, a shelf with real files, and people who may see some of them."""

import asyncio
import contextlib
import os
import socket
from collections.abc import AsyncGenerator, AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import uvicorn
from litestar import Litestar, Request, Router
from litestar.di import Provide
from sqlalchemy import insert, select, update

from matinee.access import AccessOptions, Viewer, open_access, provide_signing_keys, viewer_of
from matinee.access.callers import Caller, set_caller
from matinee.access.tables import account, account_library
from matinee.catalog import ImageTags
from matinee.catalog.tables import file, part, stream, version
from matinee.kit.cache import Caches
from matinee.kit.clock import Clock
from matinee.kit.db import Database
from matinee.kit.ids import new_id
from matinee.kit.outbound import Outbound
from matinee.kit.resources import Resources
from matinee.kit.sealing import Sealer
from matinee.kit.secret import Secret
from matinee.kit.web import as_response, end_transactions, provide_transaction, server_options
from matinee.kit.web.asgi import AsgiApp, Receive, Scope, Send
from matinee.libraries.tables import root
from matinee.playback.routes import ROUTES
from tests.shelf import PlainTags, Shelf, StoppedClock


@dataclass
class Theatre:
    """The server, its database, and who is signed in by which word in `Authorization`."""

    database: Database
    resources: Resources
    media: Path
    clock: StoppedClock
    client: httpx.AsyncClient
    people: dict[str, Viewer] = field(default_factory=dict)
    library: UUID = field(default_factory=new_id)
    other: UUID = field(default_factory=new_id)
    root_of: dict[UUID, UUID] = field(default_factory=dict)

    async def film(
        self, title: str = "Film", content: bytes = b"0123456789" * 1000, **fields: Any
    ) -> tuple[UUID, UUID]:
        """Put a film with a real file into the library; give item and file."""
        async with self.database.transaction() as tx:
            shelf = Shelf(tx)
            shelf.roots = {self.library: self.root_of[self.library], self.other: self.root_of[self.other]}
            library_id = fields.pop("library", self.library)
            item_id = await shelf.movie(title, library_id, **fields)
            file_id = await self._file_of(tx, item_id)
        (self.media / f"{file_id.hex}.mkv").write_bytes(content)
        return item_id, file_id

    async def _file_of(self, tx: Any, item_id: UUID) -> UUID:

        found = await tx.execute(
            select(part.c.file_id).join(version).where(version.c.item_id == item_id).order_by(part.c.id)
        )
        return found.scalars().first()

    async def streams(self, file_id: UUID, *streams: dict[str, Any], container: str = "matroska,webm") -> None:
        async with self.database.transaction() as tx:
            await tx.execute(update(file).where(file.c.id == file_id).values(container=container))
            for index, each in enumerate(streams):
                await tx.execute(insert(stream).values(file_id=file_id, index=index, **each))

    async def change(self, statement: Any) -> None:
        with self.resources.get(Caches).changing():
            async with self.database.transaction() as tx:
                await tx.execute(statement)

    async def play(self, item_id: UUID, who: str = "anna", **more: Any) -> httpx.Response:
        return await self.client.post(
            "/api/v1/playback", json={"item_id": str(item_id), **more}, headers={"authorization": who}
        )

    async def stream(self, file_id: UUID, who: str | None = None, **headers: str) -> httpx.Response:
        if who:
            headers["authorization"] = who
        return await self.client.get(f"/api/v1/files/{file_id}/stream", headers=headers)


def signed_in(app: AsgiApp, people: dict[str, Viewer]) -> AsgiApp:
    """Stand in for the authentication layer: the word in Authorization names a person."""

    async def wrapped(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            word = dict(scope["headers"]).get(b"authorization", b"").decode()
            set_caller(scope, Caller(viewer=people.get(word)))
        await app(scope, receive, send)

    return wrapped


@pytest.fixture
async def theatre(database: Database, tmp_path: Path) -> AsyncIterator[Theatre]:
    people: dict[str, Viewer] = {}
    clock = StoppedClock()
    async with Resources() as resources:
        resources.put(database)
        resources.put(clock, under=Clock)
        resources.put(PlainTags(), under=ImageTags)
        async with database.transaction() as tx:
            await provide_signing_keys(resources, tx)
        resources.put(Sealer(Secret("the same key on every machine of a test")))
        await resources.enter(Caches(database))
        await resources.enter(Outbound())
        await open_access(resources, AccessOptions())
        async with (
            serving(signed_in(application(database, resources), people)) as port,
            httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", timeout=60) as client,
        ):
            made = Theatre(database, resources, tmp_path, clock, client, people)
            await furnish(made)
            yield made


def application(database: Database, resources: Resources) -> AsgiApp:
    async def viewer(request: Request[Any, Any, Any]) -> Viewer | None:
        return viewer_of(request.scope)

    async def held() -> Resources:
        return resources

    return end_transactions(
        Litestar(
            [Router("/api/v1", route_handlers=ROUTES)],
            dependencies={
                "tx": provide_transaction(database),
                "viewer": Provide(viewer),
                "resources": Provide(held),
            },
            exception_handlers={Exception: as_response},
            openapi_config=None,
            logging_config=None,
        )
    )


@contextlib.asynccontextmanager
async def serving(app: AsgiApp) -> AsyncGenerator[int]:
    listening = socket.socket()
    listening.bind(("127.0.0.1", 0))
    listening.listen()
    server = uvicorn.Server(uvicorn.Config(app, **{**server_options(), "lifespan": "off"}))
    server.capture_signals = contextlib.nullcontext  # type: ignore[method-assign]
    running = asyncio.create_task(server.serve(sockets=[listening]))
    while not server.started:
        await asyncio.sleep(0)
    try:
        yield listening.getsockname()[1]
    finally:
        server.should_exit = True
        await running


async def furnish(theatre: Theatre) -> None:
    """Two libraries; Anna sees the first, Kim only what is fit for 6, Otto the other library, Max manages."""
    async with theatre.database.transaction() as tx:
        shelf = Shelf(tx)
        theatre.library, theatre.other = await shelf.library("Films"), await shelf.library("Other")
        theatre.root_of = dict(shelf.roots)
        for library_id, root_id in shelf.roots.items():
            folder = theatre.media if library_id == theatre.library else theatre.media / "other"
            folder.mkdir(exist_ok=True)
            await tx.execute(update(root).where(root.c.id == root_id).values(path=os.fsencode(folder), state="online"))
        theatre.people["anna"] = await shelf.viewer(theatre.library)
        theatre.people["kim"] = await shelf.viewer(theatre.library, maximum_age=6)
        theatre.people["otto"] = await shelf.viewer(theatre.other)
        theatre.people["max"] = await shelf.viewer(everything=True, role="manager")
        await grant(tx, theatre)


async def grant(tx: Any, theatre: Theatre) -> None:
    for viewer in theatre.people.values():
        for library_id in viewer.library_ids:
            await tx.execute(insert(account_library).values(account_id=viewer.user_id, library_id=library_id))
        await tx.execute(update(account).where(account.c.id == viewer.user_id).values(maximum_age=viewer.maximum_age))
