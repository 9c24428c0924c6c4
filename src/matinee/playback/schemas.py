"""Records of playback, as clients send and receive them. Times are milliseconds over the whole title."""

from typing import Annotated, Literal
from uuid import UUID

import msgspec

from matinee.catalog import Chapter, Item, StreamRecord
from matinee.playback.decision import Capabilities, Reason

Position = Annotated[int, msgspec.Meta(ge=0, le=2**53)]


class PlaybackRequest(msgspec.Struct, frozen=True):
    """What is to be played, and on what."""

    item_id: UUID
    version_id: UUID | None = None
    part: Annotated[int, msgspec.Meta(ge=1, le=1000)] | None = None
    capabilities: Capabilities | None = None


class Heartbeat(msgspec.Struct, frozen=True):
    """Where a player is. `buffering` counts as playing; `stopped` ends the playback, as DELETE does."""

    position_ms: Position
    state: Literal["playing", "paused", "buffering", "stopped"] = "playing"


class PlaybackPart(msgspec.Struct, frozen=True):
    """One file of the version, with its own URL."""

    part: int
    file_id: UUID
    start_ms: int
    """Where this part begins in the whole title."""
    duration_ms: int | None
    url: str


class Tracks(msgspec.Struct, frozen=True):
    """What can be heard and read."""

    audio: list[StreamRecord]
    subtitle: list[StreamRecord]


class PlaybackAnswer(msgspec.Struct, frozen=True):
    """A playback that began; `url` is valid as long as it lives."""

    id: UUID
    item_id: UUID
    version_id: UUID
    method: Literal["direct", "unsupported"]
    reasons: list[Reason]
    url: str
    file_id: UUID
    part: int
    parts: list[PlaybackPart]
    duration_ms: int | None
    position_ms: int
    tracks: Tracks
    chapters: list[Chapter]
    next: Item | None
