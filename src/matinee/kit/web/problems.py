"""Errors as RFC 9457 problem documents, each with a stable `code`; nothing of the inside is ever shown."""

import errno
import http
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, cast

import msgspec
import psycopg
import structlog
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from sqlalchemy import exc as sql

from matinee.kit.errors import Fault
from matinee.kit.web.asgi import Send
from matinee.kit.web.parameters import names_in_requests

MEDIA_TYPE = "application/problem+json"
RETRY_AFTER_S = 5

_log = structlog.get_logger("matinee.web")

# The codes of errors that the framework raises; ours carry their own.
FRAMEWORK_CODES = {
    400: "invalid_request",
    401: "unauthenticated",
    403: "forbidden",
    404: "not_found",
    405: "method_not_allowed",
    408: "request_timeout",
    413: "too_large",
    415: "unsupported_media_type",
    429: "too_many_requests",
    503: "unavailable",
}
_DETAILS = {
    404: "There is nothing at this address.",
    405: "This address does not take that method.",
    413: "The request has more bytes than are read here.",
}
_UNSTORABLE = frozenset({"22003", "22021", "22P05"})
"""Out of range, not in the encoding, not translatable. The driver refuses NUL by itself, with no state."""


@dataclass(frozen=True, slots=True)
class Problem:
    """A problem document before it is written."""

    status: int
    code: str
    title: str
    detail: str
    extra: Mapping[str, object] = field(default_factory=dict[str, object])
    headers: Mapping[str, str] = field(default_factory=dict[str, str])

    def body(self) -> bytes:
        """Write the document as JSON."""
        members: dict[str, object] = {
            "type": f"urn:matinee:problem:{self.code}",
            "title": self.title,
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
        }
        return msgspec.json.encode({**self.extra, **members})


def problem_of(error: BaseException, names: Mapping[str, str] | None = None) -> Problem:
    """Say what an error means to the one who asked. What nobody foresaw is logged, and shown by its id only.

    `names`: what the request calls parameters that the code calls otherwise.
    """
    error = _innermost(error)
    if isinstance(error, Fault):
        return Problem(error.status, error.code, error.title, error.detail, error.extra, error.headers)
    if isinstance(error, HTTPException):
        return _of_framework(error, names or {})
    return _of_database(error) or _of_disk(error) or _unexpected(error)


def as_response(request: Request[Any, Any, Any], error: Exception) -> Response[bytes]:
    """Answer an error of a route: the application's one exception handler."""
    problem = problem_of(error, names_in_requests(request.route_handler) if "route_handler" in request.scope else None)
    return Response(
        problem.body(), status_code=problem.status, media_type=MEDIA_TYPE, headers={**_NO_STORE, **problem.headers}
    )


async def send_problem(send: Send, error: BaseException, *, headers: Iterable[tuple[bytes, bytes]] = ()) -> None:
    """Answer an error below or beside the framework, as raw ASGI."""
    problem = problem_of(error)
    body = problem.body()
    lines = [(b"content-type", MEDIA_TYPE.encode()), (b"content-length", str(len(body)).encode()), *headers]
    lines += [(name.lower().encode(), value.encode()) for name, value in {**_NO_STORE, **problem.headers}.items()]
    await send({"type": "http.response.start", "status": problem.status, "headers": lines})
    await send({"type": "http.response.body", "body": body, "more_body": False})


_NO_STORE = {"Cache-Control": "no-store"}


def _innermost(error: BaseException) -> BaseException:
    """Unpack groups: the framework runs dependencies and their endings in task groups."""
    while isinstance(error, BaseExceptionGroup):
        group = cast("BaseExceptionGroup[BaseException]", error)
        error = group.exceptions[0]
    return error


def _of_framework(error: HTTPException, names: Mapping[str, str]) -> Problem:
    status = error.status_code
    if status >= http.HTTPStatus.INTERNAL_SERVER_ERROR and status not in FRAMEWORK_CODES:
        return _unexpected(error)
    title = _title(status)
    detail = _DETAILS.get(status) or str(error.detail or title)
    headers = dict(error.headers or {})
    if isinstance(error, ValidationException):
        return _of_values(error, names, detail, headers)
    return Problem(status, FRAMEWORK_CODES.get(status, "invalid_request"), title, detail, {}, headers)


def _of_values(error: ValidationException, names: Mapping[str, str], detail: str, headers: dict[str, str]) -> Problem:
    """Say which values are wrong: in the path there is nothing (404), in the query 400, in a readable body 422."""
    fields = cast("list[dict[str, object]]", error.extra) if isinstance(error.extra, list) else []
    sources = {each.get("source") for each in fields}
    if sources == {"path"}:
        return Problem(404, "not_found", _title(404), _DETAILS[404], {}, headers)
    fields = [_NO_BODY if each.get("message") == "'data'" else _as_sent(each, names) for each in fields]
    shown = "; ".join(_sentence(each) for each in fields) or detail
    status = 422 if sources == {"body"} else error.status_code
    return Problem(status, "validation_failed", "A value is not valid", shown, {"errors": fields}, headers)


_NO_BODY: dict[str, object] = {"message": "Expected a JSON body, got none", "key": "", "source": "body"}


def _as_sent(each: dict[str, object], names: Mapping[str, str]) -> dict[str, object]:
    if each.get("source") == "body" or "key" not in each:
        return each
    name, dot, inner = str(each["key"]).partition(".")
    return {**each, "key": f"{names.get(name, name)}{dot}{inner}"}


def _sentence(each: dict[str, object]) -> str:
    where, what = each.get("key"), str(each.get("message", "is not valid"))
    return f"{where}: {what}" if where and where != "data" else what


def _title(status: int) -> str:
    try:
        return http.HTTPStatus(status).phrase
    except ValueError:
        return "Error"


def _of_database(error: BaseException) -> Problem | None:
    if isinstance(error, sql.TimeoutError):
        return _busy("All database connections are in use. Try again in a moment.")
    cause = error.orig if isinstance(error, sql.DBAPIError) else error
    if isinstance(cause, psycopg.DataError) and (cause.sqlstate is None or cause.sqlstate in _UNSTORABLE):
        detail = "A text holds a NUL character, or a number is larger than any that can be kept."
        return Problem(400, "invalid_request", "The request is not valid", detail)
    if not isinstance(cause, psycopg.OperationalError | psycopg.InterfaceError):
        return None
    _log.warning("database.unavailable", reason=type(cause).__name__, sqlstate=cause.sqlstate)
    state = cause.sqlstate or ""
    if state == "53100":
        return _disk_full("the database")
    if state in {"40001", "40P01", "55P03", "57014"}:
        return _busy("Somebody else is changing the same thing. Try again.")
    headers = {"Retry-After": str(RETRY_AFTER_S)}
    detail = "The database cannot be reached right now. Matinee goes on by itself when it is back."
    return Problem(503, "database_unavailable", "The database is not available", detail, {}, headers)


def _busy(detail: str) -> Problem:
    return Problem(503, "busy", "Too much at once", detail, {}, {"Retry-After": "1"})


def _of_disk(error: BaseException) -> Problem | None:
    if not isinstance(error, OSError):
        return None
    if error.errno in {errno.ENOSPC, errno.EDQUOT}:
        return _disk_full("Matinee's data folder")
    if error.errno == errno.EROFS:
        detail = "Matinee's data folder is read-only. Mount it writable; watching goes on meanwhile."
        return Problem(503, "read_only", "Nothing can be saved", detail)
    return None


def _disk_full(what: str) -> Problem:
    _log.error("disk.full", what=what)
    detail = f"The disk of {what} is full. Free some space; watching goes on meanwhile."
    return Problem(507, "disk_full", "The disk is full", detail)


def _unexpected(error: BaseException) -> Problem:
    error_id = secrets.token_hex(6)
    _log.error("request.failed", error_id=error_id, exc_info=(type(error), error, error.__traceback__))
    detail = f"This is a fault of Matinee. Its log tells more beside the error id {error_id}."
    return Problem(500, "internal_error", "Something went wrong", detail, {"error_id": error_id})
