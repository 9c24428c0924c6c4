"""One call to another server, and what came back."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Literal

import msgspec

_MIB = 1024 * 1024


class Ask(msgspec.Struct, frozen=True, kw_only=True):
    """What to ask of whom, and how much of it to read for how long."""

    url: str
    method: Literal["GET", "POST"] = "GET"
    headers: Mapping[str, str] = {}
    form: Mapping[str, str] | None = None
    """Sent as `application/x-www-form-urlencoded`."""
    private_host: str | None = None
    """The one host name that may have a private address, because an administrator named it."""
    at_most_bytes: int = _MIB
    within: timedelta = timedelta(seconds=10)
    """From resolving the name to the last byte."""


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What came back, whole."""

    status: int
    headers: Mapping[str, str]
    """Names in lower case."""
    body: bytes

    @property
    def is_ok(self) -> bool:
        """Whether it is a success with a body worth reading."""
        return self.status == 200  # noqa: PLR2004 - HTTP's own
