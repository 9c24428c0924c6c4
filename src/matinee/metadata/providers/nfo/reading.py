"""What an NFO says. A field the file does not hold is UNSET, as is one in an impossible form (with a note)."""

import datetime as dt
from typing import Literal

import msgspec
from msgspec import UNSET, UnsetType

from matinee.catalog.describing import Description

type NfoKind = Literal["movie", "tvshow", "season", "episode", "ids"]


class NfoReading(Description, frozen=True, kw_only=True):
    """One title of an NFO, in Kodi's or Jellyfin's words. `external_ids` alone when it only links to a provider."""

    kind: NfoKind
    series_title: str | UnsetType = UNSET
    edition: str | UnsetType = UNSET
    season: int | UnsetType = UNSET
    episode: int | UnsetType = UNSET
    collection: str | UnsetType = UNSET
    play_count: int | UnsetType = UNSET
    watched: bool | UnsetType = UNSET
    last_played: dt.datetime | UnsetType = UNSET


class NfoFile(msgspec.Struct, frozen=True):
    """All titles of one file (a multi-episode NFO has several), and what was refused: `field:reason` or a reason."""

    titles: tuple[NfoReading, ...]
    notes: tuple[str, ...] = ()
