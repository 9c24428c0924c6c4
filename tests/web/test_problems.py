"""Every error is a problem document with a stable code, and shows nothing of the inside."""

import errno
from collections.abc import Iterator
from typing import Literal

import msgspec
import psycopg
import pytest
from litestar import Litestar, get, post
from litestar.testing import TestClient
from structlog.testing import capture_logs

from matinee.kit.errors import NotFound, TooManyRequests
from matinee.kit.web.problems import MEDIA_TYPE, as_response, problem_of


class Body(msgspec.Struct):
    title: str
    year: int


@post("/take")
async def take(data: Body) -> None:
    return None


@get("/gone")
async def gone() -> None:
    raise NotFound("No such film.", hint="look elsewhere")


@get("/slow-down")
async def slow_down() -> None:
    raise TooManyRequests("Later.", headers={"Retry-After": "30"})


@get("/bug")
async def bug() -> None:
    raise RuntimeError("password=hunter2 in postgresql://me:secret@db")


@get("/number/{n:int}")
async def number(n: int) -> int:
    return n


@get("/named/{day:str}")
async def named(day: Literal["monday"]) -> str:
    return day


@get("/counted")
async def counted(n: int) -> int:
    return n


@pytest.fixture
def client() -> Iterator[TestClient[Litestar]]:
    app = Litestar(
        [take, gone, slow_down, bug, number, named, counted],
        exception_handlers={Exception: as_response},
        request_max_body_size=1024,
        logging_config=None,
    )
    with TestClient(app, raise_server_exceptions=False) as opened:
        yield opened


def test_our_errors_keep_their_words(client: TestClient[Litestar]) -> None:
    answer = client.get("/gone")
    assert answer.headers["content-type"] == MEDIA_TYPE
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json() == {
        "type": "urn:matinee:problem:not_found",
        "title": "Not found",
        "status": 404,
        "detail": "No such film.",
        "code": "not_found",
        "hint": "look elsewhere",
    }
    assert client.get("/slow-down").headers["retry-after"] == "30"


@pytest.mark.parametrize(
    ("method", "path", "body", "status", "code"),
    [
        ("GET", "/nothing", None, 404, "not_found"),
        ("GET", "/number/x", None, 404, "not_found"),
        ("GET", "/named/tuesday", None, 404, "not_found"),
        ("GET", "/counted?n=x", None, 400, "validation_failed"),
        ("POST", "/take", b"", 422, "validation_failed"),
        ("DELETE", "/gone", None, 405, "method_not_allowed"),
        ("POST", "/take", b"{", 400, "invalid_request"),
        ("POST", "/take", b"{}", 422, "validation_failed"),
        ("POST", "/take", b'{"title":"x","year":"y"}', 422, "validation_failed"),
        ("POST", "/take", b'{"title":"' + b"x" * 2000 + b'","year":1}', 413, "too_large"),
    ],
)
def test_the_frameworks_errors(
    client: TestClient[Litestar], method: str, path: str, body: bytes | None, status: int, code: str
) -> None:
    answer = client.request(method, path, content=body)
    assert answer.headers["content-type"] == MEDIA_TYPE
    document = answer.json()
    assert (answer.status_code, document["code"], document["status"]) == (status, code, status)
    assert document["detail"]


def test_a_missing_body_is_named_in_words(client: TestClient[Litestar]) -> None:
    assert client.post("/take").json()["detail"] == "Expected a JSON body, got none"


def test_a_wrong_field_is_named(client: TestClient[Litestar]) -> None:
    document = client.post("/take", json={"title": "x", "year": "soon"}).json()
    assert "year" in str(document["errors"])


def test_h39_what_nobody_foresaw_is_logged_and_shown_by_its_id(client: TestClient[Litestar]) -> None:
    with capture_logs() as logs:
        answer = client.get("/bug")
    document = answer.json()
    assert (answer.status_code, document["code"]) == (500, "internal_error")
    assert "hunter2" not in answer.text
    assert "secret" not in answer.text
    assert "Traceback" not in answer.text
    assert document["error_id"] in document["detail"]
    assert [line for line in logs if line.get("error_id") == document["error_id"]]


@pytest.mark.parametrize(
    ("error", "status", "code"),
    [
        (psycopg.OperationalError("connection to server at 10.0.0.1 failed"), 503, "database_unavailable"),
        (psycopg.errors.AdminShutdown("terminating connection"), 503, "database_unavailable"),
        (psycopg.errors.DiskFull("could not extend file"), 507, "disk_full"),
        (psycopg.errors.SerializationFailure("x"), 503, "busy"),
        (psycopg.DataError("PostgreSQL text fields cannot contain NUL (0x00) bytes"), 400, "invalid_request"),
        (psycopg.errors.NumericValueOutOfRange("bigint out of range"), 400, "invalid_request"),
        (psycopg.errors.DivisionByZero("division by zero"), 500, "internal_error"),
        (OSError(errno.ENOSPC, "No space left"), 507, "disk_full"),
        (OSError(errno.EROFS, "Read-only"), 503, "read_only"),
        (OSError(errno.EIO, "I/O"), 500, "internal_error"),
        (ExceptionGroup("several", [NotFound("inner")]), 404, "not_found"),
    ],
)
def test_b33_what_the_machine_does_has_its_own_words(error: Exception, status: int, code: str) -> None:
    problem = problem_of(error)
    assert (problem.status, problem.code) == (status, code)
    assert "10.0.0.1" not in problem.body().decode()
