"""What the search index holds and finds."""

from typing import Literal
from uuid import UUID

import msgspec

type SearchKind = Literal["movie", "series", "season", "episode", "person"]
KINDS: tuple[SearchKind, ...] = ("movie", "series", "season", "episode", "person")


class SearchDocument(msgspec.Struct, frozen=True):
    """What something is found by; without names it is to be found no more."""

    id: UUID
    kind: SearchKind
    names: tuple[str, ...]
    year: int | None = None


class Found(msgspec.Struct, frozen=True):
    """What the index found: no more than an id and how near it is (0 to 100)."""

    id: UUID
    kind: SearchKind
    score: float


class Mark(msgspec.Struct, frozen=True):
    """How far an index has come: every document whose revision is before it was taken, and of which generation."""

    revision: int = 0
    generation: int = 0
