"""Signed-in devices, as clients describe and see them."""

from datetime import datetime
from uuid import UUID

import msgspec

from matinee.access.records.accounts import Me
from matinee.access.records.texts import Line


class SignedIn(msgspec.Struct, frozen=True, kw_only=True):
    """The answer to a sign-in. `token` is null when it went into a cookie."""

    token: str | None
    user: Me
    csrf_token: str
    refresh_token: str | None = None
    """Of a renewable session: renews the token, once."""
    expires_in_s: int | None = None
    """Of a renewable session: how long the token lives."""


class RenewedTokens(msgspec.Struct, frozen=True, kw_only=True):
    """The next tokens of a renewable session; the earlier ones have ended."""

    token: str
    refresh_token: str
    expires_in_s: int


class Device(msgspec.Struct, frozen=True):
    """A client as it describes itself."""

    id: Line
    name: Line
    client: Line
    version: Line | None = None


class SessionInfo(msgspec.Struct, frozen=True, kw_only=True):
    """A signed-in device in the list of them."""

    id: UUID
    device: Device
    address: str | None
    created_at: datetime
    last_seen_at: datetime
    expires_at: datetime
    """Then it ends, used or not."""
    current: bool
