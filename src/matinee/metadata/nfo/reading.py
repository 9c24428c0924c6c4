"""What an NFO says. A field the file does not hold is UNSET, as is one in an impossible form (with a note)."""

import datetime as dt
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

type NfoKind = Literal["movie", "tvshow", "season", "episode", "ids"]


class NfoPerson(msgspec.Struct, frozen=True):
    """Someone credited; `role` is actor, director, writer or composer."""

    name: str
    role: str
    character: str | None = None


class NfoReading(msgspec.Struct, frozen=True, kw_only=True):
    """One title of an NFO, in Kodi's or Jellyfin's words. `ids` alone for a file that only links to a provider."""

    kind: NfoKind
    title: str | UnsetType = UNSET
    original_title: str | UnsetType = UNSET
    sort_title: str | UnsetType = UNSET
    series_title: str | UnsetType = UNSET
    year: int | UnsetType = UNSET
    overview: str | UnsetType = UNSET
    tagline: str | UnsetType = UNSET
    runtime_ms: int | UnsetType = UNSET
    rating: float | UnsetType = UNSET
    certificate: str | UnsetType = UNSET
    premiered: dt.date | UnsetType = UNSET
    ended: dt.date | UnsetType = UNSET
    status: str | UnsetType = UNSET
    edition: str | UnsetType = UNSET
    season: int | UnsetType = UNSET
    episode: int | UnsetType = UNSET
    airs_before_season: int | UnsetType = UNSET
    airs_before_episode: int | UnsetType = UNSET
    airs_after_season: int | UnsetType = UNSET
    collection: str | UnsetType = UNSET
    genres: tuple[str, ...] | UnsetType = UNSET
    studios: tuple[str, ...] | UnsetType = UNSET
    tags: tuple[str, ...] | UnsetType = UNSET
    people: tuple[NfoPerson, ...] | UnsetType = UNSET
    ids: dict[str, str] | UnsetType = UNSET
    play_count: int | UnsetType = UNSET
    watched: bool | UnsetType = UNSET
    last_played: dt.datetime | UnsetType = UNSET


class NfoFile(msgspec.Struct, frozen=True):
    """All titles of one file (a multi-episode NFO has several), and what was refused: `field:reason` or a reason."""

    titles: tuple[NfoReading, ...]
    notes: tuple[str, ...] = ()
