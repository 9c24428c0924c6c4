"""The request's transaction: committed before the answer leaves, rolled back by any exception, never left open."""

from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from litestar import Litestar, get, post
from litestar.di import Provide
from sqlalchemy import text

from matinee.kit.db import Connection, Database
from matinee.kit.errors import Conflict, Unauthenticated
from matinee.kit.web.asgi import Message, Receive, Scope, Send
from matinee.kit.web.problems import as_response
from matinee.kit.web.transaction import end_transactions, provide_transaction


async def count(database: Database) -> int:
    async with database.reading() as reading:
        return (await reading.execute(text("select count(*) from entity"))).scalar_one()


INSERT = text("insert into entity (id, kind) values (gen_random_uuid(), 'item')")


@post("/write")
async def write(tx: Connection) -> dict[str, bool]:
    await tx.execute(INSERT)
    return {"done": True}


@post("/fail")
async def fail(tx: Connection) -> None:
    await tx.execute(INSERT)
    raise Conflict("no")


@post("/unrenderable")
async def unrenderable(tx: Connection) -> Any:
    await tx.execute(INSERT)
    return {"it": object()}


@post("/late")
async def late(tx: Connection) -> dict[str, bool]:
    await tx.execute(INSERT)
    return {"done": True}


@get("/read")
async def read(tx: Connection) -> dict[str, bool]:
    raw = await tx.get_raw_connection()
    await tx.execute(text("select 1"))
    return {"idle": raw.driver_connection.info.transaction_status == 0}  # pyright: ignore[reportAttributeAccessIssue]


async def refuse() -> AsyncIterator[None]:
    raise Unauthenticated
    yield


@post("/refused", dependencies={"viewer": Provide(refuse)})
async def refused(tx: Connection, viewer: Any) -> None:
    raise AssertionError


@post("/two", dependencies={})
async def two(tx: Connection, other: int) -> None:
    await tx.execute(INSERT)


class App:
    def __init__(self, database: Database) -> None:
        self.database = database
        self.count_when_answering: list[int] = []
        self.app = end_transactions(
            Litestar(
                [write, fail, unrenderable, late, read, refused, two],
                dependencies={"tx": provide_transaction(database)},
                exception_handlers={Exception: as_response},
                openapi_config=None,
                logging_config=None,
            )
        )

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def watched(message: Message) -> None:
            if message["type"] == "http.response.start":
                self.count_when_answering.append(await count(self.database))
            await send(message)

        await self.app(scope, receive, watched)


@pytest.fixture
def app(database: Database) -> App:
    return App(database)


@pytest.fixture
async def client(app: App) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://t") as opened:
        yield opened


async def test_committed_before_the_answer_leaves(client: httpx.AsyncClient, app: App) -> None:
    assert (await client.post("/write")).status_code == 201
    assert app.count_when_answering == [1]


async def test_an_exception_rolls_back_and_is_answered(client: httpx.AsyncClient, app: App) -> None:
    answer = await client.post("/fail")
    assert (answer.status_code, answer.json()["code"]) == (409, "conflict")
    assert app.count_when_answering == [0]


async def test_an_answer_that_cannot_be_written_rolls_back(client: httpx.AsyncClient, app: App) -> None:
    assert (await client.post("/unrenderable")).status_code == 500
    assert app.count_when_answering == [0]


async def test_a_failing_commit_is_a_problem_and_not_a_success(client: httpx.AsyncClient, database: Database) -> None:
    async with database.transaction() as tx:
        await tx.execute(
            text(
                "create function refuse() returns trigger language plpgsql as "
                "$$ begin raise exception 'no' using errcode = '40001'; end $$"
            )
        )
        await tx.execute(
            text(
                "create constraint trigger refuse after insert on entity deferrable initially deferred "
                "for each row execute function refuse()"
            )
        )
    answer = await client.post("/late")
    assert (answer.status_code, answer.json()["code"]) == (503, "busy")
    assert answer.headers["retry-after"] == "1"
    assert await count(database) == 0


async def test_reading_opens_no_transaction(client: httpx.AsyncClient) -> None:
    assert (await client.get("/read")).json() == {"idle": True}


async def test_a_refused_request_leaves_no_connection_behind(client: httpx.AsyncClient, database: Database) -> None:
    for _ in range(40):  # more than the pool has
        assert (await client.post("/refused")).status_code == 401
        assert (await client.post("/two")).status_code == 400
    assert database.engine.pool.checkedout() == 0  # pyright: ignore[reportAttributeAccessIssue]


async def test_no_database_is_503_with_retry_after() -> None:
    async with Database("postgresql://nobody@/none?host=/nonexistent") as away:
        transport = httpx.ASGITransport(App(away).app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://t") as client:
            answer = await client.post("/write")
    assert (answer.status_code, answer.json()["code"]) == (503, "database_unavailable")
    assert int(answer.headers["retry-after"]) > 0
    assert "/nonexistent" not in answer.text
