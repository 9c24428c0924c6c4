"""What is sent to set matches right."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, Struct

from matinee.catalog.choosing import Choice, EpisodeTarget, ItemTarget, Target, TitleTarget
from matinee.catalog.content_type import Candidate
from matinee.catalog.repository.matches import MatchRecord
from matinee.kit.errors import Unprocessable

type Title = Annotated[str, Meta(min_length=1, max_length=500, pattern=r"\S")]
type Year = Annotated[int, Meta(ge=1800, le=2200)]
type Number = Annotated[int, Meta(ge=0, le=1_000_000)]
type Numbers = Annotated[list[Number], Meta(min_length=1, max_length=50)]
type Ids = Annotated[list[UUID], Meta(min_length=1, max_length=1000)]


class MatchBody(Struct, frozen=True, forbid_unknown_fields=True):
    """One of `item_id`; `title`, `year` (shows: `season`, `episodes`, too); `series_id`, `season`, `episodes`."""

    item_id: UUID | None = None
    title: Title | None = None
    year: Year | None = None
    series_id: UUID | None = None
    season: Number | None = None
    episodes: Numbers | None = None

    def target(self) -> Target:
        """Give the one thing that is named."""
        if sum(each is not None for each in (self.item_id, self.title, self.series_id)) != 1:
            raise Unprocessable("Name one of item_id, title (with year), or series_id (with season and episodes).")
        if self.series_id is not None:
            if self.season is None or self.episodes is None:
                raise Unprocessable("With series_id, give season and episodes.")
            return EpisodeTarget(self.series_id, self.season, tuple(self.episodes))
        if self.title is not None:
            return TitleTarget(self.title, self.year, self.season, tuple(self.episodes or ()))
        if self.item_id is None or self.season is not None or self.episodes is not None or self.year is not None:
            raise Unprocessable("With item_id, give nothing else. For an episode by number, give series_id.")
        return ItemTarget(self.item_id)


class FileMatch(MatchBody, frozen=True, kw_only=True):
    """What one file of several is."""

    file_id: UUID

    def choice(self) -> Choice:
        """Give it as a choice."""
        return Choice(self.file_id, self.target())


class MatchMany(Struct, frozen=True, forbid_unknown_fields=True):
    """What several files are: a whole folder in one change."""

    matches: Annotated[list[FileMatch], Meta(min_length=1, max_length=1000)]


class SplitBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Which files become a title of their own, and its name."""

    file_ids: Ids
    title: Title
    year: Year | None = None


class MergeBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Which titles go into this one."""

    item_ids: Annotated[list[UUID], Meta(min_length=1, max_length=50)]


class MergeVersionsBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Which versions are the parts of one, in order."""

    version_ids: Annotated[list[UUID], Meta(min_length=2, max_length=50)]


class MoveBody(Struct, frozen=True, forbid_unknown_fields=True):
    """Which episode this one really is; `series_id` absent: of the same series."""

    season: Number
    episodes: Numbers
    series_id: UUID | None = None


class CandidateList(Struct, frozen=True):
    """Titles that a file might be of, the nearest first."""

    items: list[Candidate]


class Changed(Struct, frozen=True):
    """What an act did. `change_id` undoes it; null when there was nothing to change."""

    change_id: UUID | None
    item_ids: list[UUID]


class Matched(MatchRecord, frozen=True, kw_only=True):
    """A file's match after a choice, and the change that undoes it."""

    change_id: UUID | None
