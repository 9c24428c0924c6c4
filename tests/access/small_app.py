"""A small application: this slice's routes, a library route that needs something, and a raw ASGI mount."""

import time
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
from litestar import Litestar, Request, Response, Router, asgi, delete, get
from litestar.di import Provide

from matinee.access import (
    AccessOptions,
    Authenticator,
    Permission,
    Viewer,
    ensure_setup_token,
    needs,
    open_access,
    open_to_all,
    viewer_of,
)
from matinee.access.authentication import Authentication
from matinee.access.routes import ROUTES
from matinee.kit.cache import Caches
from matinee.kit.db import Connection, Database
from matinee.kit.errors import Fault
from matinee.kit.outbound import Outbound
from matinee.kit.resources import Resources
from matinee.kit.sealing import Sealer
from matinee.kit.secret import Secret
from matinee.kit.web.own_changes import hearing_own_changes

QUICK = AccessOptions(password_memory_kib=64, password_passes=1)
PASSWORD = "correct horse"


@get("/manage", guards=[needs(Permission.MANAGE)])
async def manage(viewer: Viewer) -> dict[str, str | None]:
    return {"username": viewer.username}


@delete("/manage", guards=[needs(Permission.MANAGE)])
async def manage_unsafely() -> None:
    return


@get("/events", guards=[needs(Permission.READ)])
async def events() -> str:
    return "stream"


@asgi("/raw", is_mount=True, copy_scope=True, guards=[open_to_all("looks at the viewer itself")])
async def raw(scope: Any, receive: Any, send: Any) -> None:
    viewer = viewer_of(scope)
    body = (viewer.username if viewer and viewer.username else "nobody").encode()
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": body})


def make_routes(database: Database, resources: Resources, *more: Any) -> Litestar:
    async def tx() -> AsyncGenerator[Connection]:
        async with database.transaction() as connection:
            yield connection

    async def viewer(request: Request[Any, Any, Any]) -> Viewer | None:
        return viewer_of(request.scope)

    async def held() -> Resources:
        return resources

    def problem(_: Request[Any, Any, Any], fault: Fault) -> Response[dict[str, object]]:
        return Response({"code": fault.code, "detail": fault.detail}, status_code=fault.status, headers=fault.headers)

    return Litestar(
        route_handlers=[
            Router("/api/v1", route_handlers=[*ROUTES, manage, manage_unsafely, events, *more]),
            raw,
        ],
        dependencies={"tx": Provide(tx), "viewer": Provide(viewer), "resources": Provide(held)},
        exception_handlers={Fault: problem},
        openapi_config=None,
    )


class Client(httpx.AsyncClient):
    """A client of the small app: with a browser's cookies, and the token that its unsafe requests need."""

    async def set_up(self, database: Database) -> dict[str, Any]:
        async with database.transaction() as tx:
            token = await ensure_setup_token(tx)
        answer = await self.post("/setup", json={"token": token, "username": "Anna", "password": PASSWORD})
        assert answer.status_code == 201, answer.text
        self.headers["x-csrf-token"] = answer.json()["csrf_token"]
        return answer.json()

    async def log_in(self, username: str, password: str = PASSWORD, **more: Any) -> dict[str, Any]:
        answer = await self.post("/auth/login", json={"username": username, "password": password, **more})
        assert answer.status_code == 200, answer.text
        if answer.json()["token"]:
            self.headers["authorization"] = f"Bearer {answer.json()['token']}"
        else:
            self.headers["x-csrf-token"] = answer.json()["csrf_token"]
        return answer.json()

    async def assert_refused_within_a_second(self, path: str = "/me") -> None:
        """Ask until the token is refused. A request begun over a second after the act must not be admitted."""
        ended = time.monotonic()
        while True:
            began = time.monotonic()
            if (await self.get(path)).status_code == 401:
                return
            assert began < ended + 1


class SmallServer(msgspec.Struct):
    """One process of the server: several on one database are several machines."""

    app: Any
    database: Database
    resources: Resources
    authenticator: Authenticator

    def client(self, *, address: str = "192.0.2.7", host: str = "nas:8096", scheme: str = "http") -> Client:
        transport = httpx.ASGITransport(self.app, client=(address, 40000), raise_app_exceptions=False)
        return Client(transport=transport, base_url=f"{scheme}://{host}/api/v1")


@asynccontextmanager
async def small_server(database_url: str, options: AccessOptions = QUICK, *more: Any) -> AsyncIterator[SmallServer]:
    """Run one process of the small app."""
    async with Database(database_url) as database, Resources() as resources:
        resources.put(database)
        resources.put(Sealer(Secret("the same key on every machine of a test")))
        caches = await resources.enter(Caches(database))
        await resources.enter(Outbound())
        authenticator = await open_access(resources, options)
        app = hearing_own_changes(Authentication(make_routes(database, resources, *more), authenticator), caches)
        yield SmallServer(app, database, resources, authenticator)
