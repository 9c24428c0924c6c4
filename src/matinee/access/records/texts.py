"""Text that clients send: bounded, and storable."""

from typing import Annotated

from msgspec import Meta

type Line = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")]
"""Text that a client sends to be kept: short, and without the one character PostgreSQL cannot hold."""
type Secret = Annotated[str, Meta(max_length=4096)]
"""A password as it was sent: read to its hash and never kept."""
type Language = Annotated[str, Meta(max_length=35, pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*$")]
"""As in RFC 5646: `de`, `pt-BR`."""
type TimeZone = Annotated[str, Meta(max_length=64, pattern=r"^[A-Za-z][A-Za-z0-9_+/-]*$")]
"""As in the tz database: `Europe/Berlin`."""
