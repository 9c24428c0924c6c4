"""What a card is made from. Loaded inside the box too: msgspec only."""

import msgspec


class CardOrder(msgspec.Struct, frozen=True):
    """A title, and the film to take a frame from; without a path the card is colour and type only."""

    path: bytes | None
    demuxer: str | None
    title: str
    line: str = ""
    """A small line under the title: the year, the season and number."""
    duration_ms: int = 0
    shapes: tuple[str, ...] = ("poster", "thumb", "backdrop")
    """Those that are wanted: each costs some ten milliseconds to draw and write."""


class Card(msgspec.Struct, frozen=True):
    """The same look in three shapes, as JPEG: 2:3 with type, 16:9 with type, and the plain frame."""

    poster: bytes | None
    thumb: bytes | None
    backdrop: bytes | None


class CoverOrder(msgspec.Struct, frozen=True):
    """A file that may carry its own cover."""

    path: bytes
    demuxer: str


class Cover(msgspec.Struct, frozen=True):
    """The embedded cover's bytes as they are, or none."""

    content: bytes | None
