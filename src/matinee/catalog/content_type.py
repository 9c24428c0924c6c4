"""The port of a content type: it says where a file belongs. Movies and shows implement it; app joins them."""

from collections.abc import Sequence
from datetime import date
from typing import Literal, Protocol
from uuid import UUID

import msgspec

type MatchState = Literal["matched", "inbox", "locked"]
"""`locked`: a person chose it; no scan, refresh or provider changes it."""


class NfoSays(msgspec.Struct, frozen=True, kw_only=True):
    """What the NFO files beside a video say of its movie or series, and of its number in the series."""

    title: str | None = None
    original_title: str | None = None
    year: int | None = None
    ids: dict[str, str] = {}
    runtime_ms: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()


class FoundVideo(msgspec.Struct, frozen=True):
    """A video file that belongs somewhere. `path` is below its root, as the file system's bytes."""

    file_id: UUID
    path: bytes
    nfo: NfoSays | None = None
    """Where it was read already: a first scan groups by names alone, a match looks at both."""
    duration_ms: int | None = None
    beside: tuple[bytes, ...] = ()
    """The other videos of its folder that were there before or come first, some of them where they are many."""


class TitleKey(msgspec.Struct, frozen=True):
    """A movie or series as its files name it: one title for all files of one key, wherever they lie."""

    kind: Literal["movie", "series"]
    title: str
    sort_title: str
    match_key: str
    year: int | None = None
    external_ids: dict[str, str] = {}


class EpisodeKey(msgspec.Struct, frozen=True):
    """One episode of a series, by number, by date, or (unsorted) by the name of its file."""

    season: int
    number: int | None = None
    absolute: int | None = None
    air_date: date | None = None
    title: str | None = None
    name_key: str = ""
    """Set for an episode without number and date: what tells it from others."""


class ExtraKey(msgspec.Struct, frozen=True):
    """A trailer, a deleted scene…, of the title it hangs on."""

    kind: str
    title: str


class Reason(msgspec.Struct, frozen=True):
    """Why a file was placed, or was not: a stable word, and the value it rests on."""

    code: str
    detail: str = ""


class Candidate(msgspec.Struct, frozen=True, kw_only=True):
    """One title a file might be of. `item_id` is set where the title is known."""

    title: str
    year: int | None = None
    score: float
    source: Literal["name", "nfo", "known", "person"] = "name"
    item_id: UUID | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    air_date: date | None = None
    reasons: tuple[Reason, ...] = ()


class Placement(msgspec.Struct, frozen=True, kw_only=True):
    """Where one file belongs, and why."""

    file_id: UUID
    title: TitleKey
    episodes: tuple[EpisodeKey, ...] = ()
    """Several when one file holds several; empty for movies and extras of a title."""
    extra: ExtraKey | None = None
    group_key: str
    """What the parts of one version share; unlike for each version of one item."""
    edition: str | None = None
    part: int = 1
    state: MatchState = "matched"
    score: float = 1.0
    reasons: tuple[Reason, ...] = ()
    candidates: tuple[Candidate, ...] = ()
    """The best first: the one it was placed by, unless a person chose another."""
    reading: dict[str, object] = {}
    title_id: UUID | None = None
    """The known title a person chose; then `title` is not looked up."""
    leaf_id: UUID | None = None
    """The known movie, episode or extra a person chose."""
    chosen_by: UUID | None = None

    def reason_of(self, code: str) -> str:
        """What a reason says, empty where it is not among them."""
        return next((each.detail for each in self.reasons if each.code == code), "")


class ContentType(Protocol):
    """One kind of library."""

    @property
    def kind(self) -> str:
        """The kind of library whose files it groups."""
        ...

    def group(self, files: Sequence[FoundVideo]) -> list[Placement]:
        """Say for each file where it belongs. Pure: no disk, no database; the same files always in the same places.

        Files of one folder that say nothing of themselves are told apart only when they are given together.
        """
        ...


class ContentTypes:
    """The content types of this program, by the kind of library they serve."""

    def __init__(self, *types: ContentType) -> None:
        self._by_kind = {each.kind: each for each in types}

    def of(self, kind: str) -> ContentType:
        """Give the content type of a kind of library."""
        return self._by_kind[kind]
