"""Text that clients send: bounded, and storable."""

from typing import Annotated

from msgspec import Meta

type Line = Annotated[str, Meta(max_length=200, pattern=r"^[^\x00]*$")]
"""Text that a client sends to be kept: short, and without the one character PostgreSQL cannot hold."""
type Secret = Annotated[str, Meta(max_length=4096)]
"""A password as it was sent: read to its hash and never kept."""
