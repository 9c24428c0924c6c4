"""What the inbox shows."""

from datetime import date
from typing import Literal
from uuid import UUID

import msgspec

from matinee.catalog.content_type import Candidate, Reason

type ChoiceKind = Literal["title", "number", "in_order"]


class InboxFile(msgspec.Struct, frozen=True, kw_only=True):
    """One file that is a question. It plays, as the item it is filed under."""

    file_id: UUID
    name: str
    path: str
    """Below its root."""
    size_bytes: int
    duration_ms: int | None
    item_id: UUID | None
    """The movie or episode it is filed under."""
    title_id: UUID | None
    """The movie or series."""
    title: str | None
    year: int | None
    question: str
    """`no_usable_title`, `no_number_or_date`, `two_readings_near` or `name_against_nfo`."""
    reasons: list[Reason]
    candidates: list[Candidate]


class SuggestedMatch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What one file would be: an entry of `POST /inbox/match`."""

    file_id: UUID
    item_id: UUID | None = None
    title: str | None = None
    year: int | None = None
    series_id: UUID | None = None
    season: int | None = None
    episodes: list[int] | None = None


class FolderChoice(msgspec.Struct, frozen=True, kw_only=True):
    """One answer for a folder; `matches` is what to send to `POST /inbox/match`."""

    kind: ChoiceKind
    """`title`: they are of this title; `number`: this episode; `in_order`: its episodes in the order of their names."""
    title: str
    year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    air_date: date | None = None
    source: str
    score: float
    reasons: tuple[Reason, ...] = ()
    matches: list[SuggestedMatch]


class InboxFolder(msgspec.Struct, frozen=True, kw_only=True):
    """A folder with files that are a question."""

    library_id: UUID
    library_name: str
    library_kind: str
    root_id: UUID
    folder: str
    """Below its root; empty at the root itself."""
    file_count: int
    files: list[InboxFile]
    """At most 200 of them."""
    choices: list[FolderChoice]
