"""Facts that stop a request or a job, each with a stable code and the remedy (RFC 9457 on the web)."""

from collections.abc import Mapping
from typing import ClassVar


class Fault(Exception):
    """Something a person can be told. `detail` says what is the case and what to do about it."""

    status: ClassVar[int] = 500
    code: ClassVar[str] = "internal_error"
    title: ClassVar[str] = "Something went wrong"

    def __init__(self, detail: str = "", *, headers: Mapping[str, str] | None = None, **extra: object) -> None:
        super().__init__(detail or self.title)
        self.detail = detail or self.title
        self.headers = dict(headers or {})
        self.extra = extra
        """Further members of the problem document (RFC 9457 §3.2); they must be JSON-ready."""


class Invalid(Fault):
    """The request is understood and wrong."""

    status, code, title = 400, "invalid_request", "The request is not valid"


class Unauthenticated(Fault):
    """Nobody is signed in."""

    status, code, title = 401, "unauthenticated", "Sign in first"


class Forbidden(Fault):
    """Signed in, but not permitted to do this."""

    status, code, title = 403, "forbidden", "Not permitted"


class NotFound(Fault):
    """Does not exist, or may not be seen: the two answer alike."""

    status, code, title = 404, "not_found", "Not found"


class Conflict(Fault):
    """The state of things does not allow it now."""

    status, code, title = 409, "conflict", "Not possible in the current state"


class PreconditionFailed(Fault):
    """What the request was made on the condition of is not so."""

    status, code, title = 412, "precondition_failed", "Changed since"


class TooLarge(Fault):
    """More bytes than are read."""

    status, code, title = 413, "too_large", "Too large"


class RangeNotSatisfiable(Fault):
    """The range that is asked for begins beyond the end."""

    status, code, title = 416, "range_not_satisfiable", "No such range"


class Unprocessable(Fault):
    """Well-formed, but a value breaks a rule."""

    status, code, title = 422, "unprocessable", "A value is not acceptable"


class TooManyRequests(Fault):
    """Slow down; a `Retry-After` header says how long."""

    status, code, title = 429, "too_many_requests", "Too many requests"


class Unavailable(Fault):
    """Not now: something this needs is away. A `Retry-After` header says when to ask again."""

    status, code, title = 503, "unavailable", "Not available right now"
