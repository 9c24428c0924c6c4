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
    series: str | None = None
    """Of an episode or season: typed before its own name, it finds that one."""
    libraries: tuple[UUID, ...] = ()
    """Where it lies, as far as is known; empty: anywhere. Who may see it is not decided by this."""


class Question(msgspec.Struct, frozen=True):
    """What is looked for."""

    text: str
    kinds: tuple[SearchKind, ...] = KINDS
    libraries: frozenset[UUID] | None = None
    """The only ones worth proposing from; None: all."""


class Found(msgspec.Struct, frozen=True):
    """What the index found: no more than an id and how near it is (0 to 100 and a little)."""

    id: UUID
    kind: SearchKind
    score: float


class Proposed(msgspec.Struct, frozen=True):
    """What the index proposes, the nearest first."""

    found: tuple[Found, ...] = ()
    has_further: bool = False
    """Whether the index knows more that is less near."""


class Mark(msgspec.Struct, frozen=True):
    """How far an index has come: every document whose revision is before it was taken, and of which generation."""

    revision: int = 0
    generation: int = 0
