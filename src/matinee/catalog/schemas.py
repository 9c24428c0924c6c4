"""Records of the catalog, as clients receive them. Times are UTC; durations and positions are milliseconds."""

from datetime import date, datetime
from uuid import UUID

import msgspec


class ItemImage(msgspec.Struct, frozen=True):
    """A picture; its bytes are at `/api/v1/images/{id}/{width}/{tag}.webp`."""

    id: UUID
    tag: str
    """Keyed hash that makes the URL private and immutable."""
    thumbhash: str
    """ThumbHash, base64."""
    width: int
    height: int


class ItemState(msgspec.Struct, frozen=True):
    """What the viewer did with an item."""

    watched: bool = False
    position_ms: int = 0
    play_count: int = 0
    favourite: bool = False
    last_played_at: datetime | None = None


class Item(msgspec.Struct, frozen=True, omit_defaults=False):
    """A movie, series, season, episode, extra or collection."""

    id: UUID
    kind: str
    title: str
    sort_title: str
    original_title: str | None
    year: int | None
    added_at: datetime
    missing_since: datetime | None
    overview: str | None
    runtime_ms: int | None
    duration_ms: int | None
    """Of the first version's parts together; null until probed."""
    rating: float | None
    certificate: str | None
    minimum_age: int | None
    genres: list[str]
    library_ids: list[UUID]
    images: dict[str, ItemImage]
    state: ItemState
    series_id: UUID | None = None
    series_title: str | None = None
    season_id: UUID | None = None
    season_number: int | None = None
    episode_numbers: list[int] = []
    absolute_numbers: list[int] = []
    air_date: date | None = None
    status: str | None = None
    unsorted: bool = False
    """What one of its files is of is a question for a person. It plays all the same."""
    season_count: int | None = None
    episode_count: int | None = None
    unwatched_count: int | None = None
    skipped_missing: int = 0
    """Next up only: how many missing episodes were passed over to reach this one."""


class CastMember(msgspec.Struct, frozen=True):
    """A person's part in a title."""

    person_id: UUID
    name: str
    role: str
    character: str | None


class PartRecord(msgspec.Struct, frozen=True):
    """One part of a version: a span of a file."""

    part_id: UUID
    part: int
    file_id: UUID
    duration_ms: int | None
    missing_since: datetime | None


class VersionRecord(msgspec.Struct, frozen=True):
    """One edition or quality of a title, in one library."""

    version_id: UUID
    edition: str | None
    library_id: UUID
    missing_since: datetime | None
    duration_ms: int | None
    size_bytes: int
    width: int | None
    height: int | None
    hdr: str | None
    parts: list[PartRecord]


class ItemDetail(Item, frozen=True, kw_only=True):
    """One item with everything its page shows."""

    tagline: str | None
    end_date: date | None
    cast: list[CastMember]
    studios: list[str]
    tags: list[str]
    external_ids: dict[str, str]
    locked_fields: list[str]
    """Set by a person: no refresh or scan sets them again."""
    versions: list[VersionRecord]
    extras: list[Item]
    next_up: Item | None


class StreamRecord(msgspec.Struct, frozen=True):
    """One stream of a file, or a sidecar beside it."""

    index: int
    kind: str
    codec: str | None
    profile: str | None
    level: int | None
    language: str | None
    title: str | None
    default: bool
    forced: bool
    hearing_impaired: bool
    width: int | None
    height: int | None
    frame_rate: float | None
    bit_depth: int | None
    hdr: str | None
    channels: int | None
    channel_layout: str | None
    bitrate_bps: int | None
    sidecar: bool


class Chapter(msgspec.Struct, frozen=True):
    """A chapter mark."""

    start_ms: int
    end_ms: int | None = None
    title: str | None = None


class FileRecord(msgspec.Struct, frozen=True):
    """One file of an item, by version and part."""

    file_id: UUID
    version_id: UUID
    part: int
    edition: str | None
    path: str | None
    """Below its root; only for those who manage libraries."""
    size_bytes: int
    duration_ms: int | None
    missing_since: datetime | None
    probe_state: str
    container: str | None
    streams: list[StreamRecord]
    chapters: list[Chapter]
    is_disc: bool = False
    """It is an image of a disc, or the longest stream of a disc's folder."""


class FacetCount(msgspec.Struct, frozen=True):
    """A value titles can be filtered by, with how many the viewer would see."""

    name: str
    count: int
    id: UUID | None = None


class IndexGroup(msgspec.Struct, frozen=True):
    """A place on the jump rail: titles from `offset` on begin with `label`."""

    label: str
    offset: int
    count: int


class ListIndex(msgspec.Struct, frozen=True):
    """The jump rail of a list."""

    total: int
    groups: list[IndexGroup]
