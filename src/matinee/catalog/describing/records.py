"""What may be said of an item: one record from a provider's answer to the catalog's row."""

from datetime import date

import msgspec
from msgspec import UNSET, UnsetType


class CreditLine(msgspec.Struct, frozen=True, omit_defaults=True):
    """Someone's part in a title; `role` is actor, director, writer, producer, composer or guest."""

    name: str
    role: str
    character: str | None = None


class Description(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Fields of an item. UNSET says nothing, None says that there is none, a value is a value.

    A field named like a column of `item` is that column; the others are rows of their own.
    """

    title: str | UnsetType = UNSET
    sort_title: str | UnsetType | None = UNSET
    original_title: str | UnsetType | None = UNSET
    year: int | UnsetType | None = UNSET
    overview: str | UnsetType | None = UNSET
    tagline: str | UnsetType | None = UNSET
    status: str | UnsetType | None = UNSET
    """Of series: continuing or ended."""
    runtime_ms: int | UnsetType | None = UNSET
    rating: float | UnsetType | None = UNSET
    certificate: str | UnsetType | None = UNSET
    air_date: date | UnsetType | None = UNSET
    end_date: date | UnsetType | None = UNSET
    airs_before_season: int | UnsetType | None = UNSET
    airs_before_episode: int | UnsetType | None = UNSET
    airs_after_season: int | UnsetType | None = UNSET
    genres: tuple[str, ...] | UnsetType = UNSET
    studios: tuple[str, ...] | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    credits: tuple[CreditLine, ...] | UnsetType = UNSET
    external_ids: dict[str, str] | UnsetType = UNSET
    """By provider: imdb, tmdb, tvdb…"""


FIELDS: tuple[str, ...] = Description.__struct_fields__
ROWS = ("genres", "studios", "tags", "credits", "external_ids")
"""Fields that are rows of other tables."""
COLUMNS = tuple(name for name in FIELDS if name not in ROWS)
"""Fields that are columns of `item`."""
