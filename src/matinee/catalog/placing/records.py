"""What placing is told and what it tells back."""

from datetime import datetime
from uuid import UUID

import msgspec


class PlacingRun(msgspec.Struct, frozen=True):
    """The circumstances of one batch."""

    library_id: UUID
    now: datetime
    is_first_scan: bool
    """In a library's first scan a title was added when its file was last changed, never in the future."""
    modified: dict[UUID, datetime]
    """When each file was last changed."""


class NewItem(msgspec.Struct, frozen=True):
    """An item that a batch made."""

    id: UUID
    kind: str
    title: str
    year: int | None
    series_id: UUID | None = None
    season_id: UUID | None = None
    season: int | None = None
    number: int | None = None


class Placed(msgspec.Struct):
    """What a batch did."""

    new_items: list[NewItem] = []
    items: set[UUID] = msgspec.field(default_factory=set[UUID])
    """Every item that a file of the batch hangs on, with those above it."""
    left: set[UUID] = msgspec.field(default_factory=set[UUID])
    """Items that a file of the batch hung on before, and no more."""
    inbox: int = 0
