"""What can be edited of an item: absent = unchanged, null = cleared."""

from datetime import date
from typing import Annotated, Literal

from msgspec import UNSET, Meta, Struct, UnsetType

type Line = Annotated[str, Meta(min_length=1, max_length=500)]
type Prose = Annotated[str, Meta(max_length=20_000)]
type Names = Annotated[list[Annotated[str, Meta(min_length=1, max_length=200)]], Meta(max_length=100)]
type Year = Annotated[int, Meta(ge=1800, le=2200)]

LOCKABLE = (
    "title",
    "sort_title",
    "original_title",
    "year",
    "overview",
    "tagline",
    "status",
    "rating",
    "certificate",
    "minimum_age",
    "air_date",
    "end_date",
    "genres",
    "studios",
    "tags",
)
"""Fields that a person's edit keeps from being set by providers, NFO files and scans."""


class ItemChanges(Struct, frozen=True, forbid_unknown_fields=True):
    """Changes to one item. What is named is locked, but for `locked_fields` itself: the whole new list of locks."""

    title: Line | UnsetType = UNSET
    sort_title: Line | UnsetType | None = UNSET
    """Null: by the title again."""
    original_title: Line | UnsetType | None = UNSET
    year: Year | UnsetType | None = UNSET
    overview: Prose | UnsetType | None = UNSET
    tagline: Line | UnsetType | None = UNSET
    status: Literal["continuing", "ended"] | UnsetType | None = UNSET
    rating: Annotated[float, Meta(ge=0, le=10)] | UnsetType | None = UNSET
    certificate: Annotated[str, Meta(min_length=1, max_length=40)] | UnsetType | None = UNSET
    minimum_age: Annotated[int, Meta(ge=0, le=99)] | UnsetType | None = UNSET
    air_date: date | UnsetType | None = UNSET
    end_date: date | UnsetType | None = UNSET
    genres: Names | UnsetType | None = UNSET
    studios: Names | UnsetType | None = UNSET
    tags: Names | UnsetType | None = UNSET
    locked_fields: Annotated[list[str], Meta(max_length=40)] | UnsetType = UNSET
