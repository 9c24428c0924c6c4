"""What a person chooses for a file."""

from typing import Annotated
from uuid import UUID

import msgspec

from matinee.catalog.content_type import EpisodeKey, Placement, TitleKey

type Number = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]


class ItemTarget(msgspec.Struct, frozen=True):
    """A title that exists. For a series or season, the file's own name says which episode it is."""

    item_id: UUID


class TitleTarget(msgspec.Struct, frozen=True):
    """A title by name, made where it is not known. In a library of shows, a series."""

    title: str
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    is_separate: bool = False
    """A title of its own, even if one of this name is known: two films of one name."""


class EpisodeTarget(msgspec.Struct, frozen=True):
    """Episodes of a known series."""

    series_id: UUID
    season: int
    episodes: tuple[int, ...]


type Target = ItemTarget | TitleTarget | EpisodeTarget


class Choice(msgspec.Struct, frozen=True):
    """One file and what it is."""

    file_id: UUID
    target: Target


class ChosenFile(msgspec.Struct, frozen=True):
    """A file somebody chooses for, as stored."""

    id: UUID
    path: bytes
    library_id: UUID
    library_kind: str
    first_seen_ms: int
    leaves: list[UUID]
    """The movies, episodes or extras it lies in now."""
    was_asked: bool = False
    """Its name was against its NFO: whatever is chosen, the NFO must not name it."""


class Aim(msgspec.Struct):
    """Where one file shall go: a title (known, or by key), and in it an item, or episodes by number."""

    file: ChosenFile
    placement: Placement
    """As its name alone would place it: version, part and edition hold, whatever the title."""
    title_id: UUID | None = None
    key: TitleKey | None = None
    leaf_id: UUID | None = None
    episodes: tuple[EpisodeKey, ...] = ()
    is_separate: bool = False
