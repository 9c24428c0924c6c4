"""What goes into the image box and comes out. Loaded inside the box too: msgspec only."""

import msgspec

WIDTHS = (160, 320, 480, 800, 1280, 1920)
"""The only widths that are ever made: an address cannot fill the cache."""
MOST_BYTES = 32 << 20
MOST_PIXELS = 50_000_000


class AcceptOrder(msgspec.Struct, frozen=True):
    """Bytes from anywhere that say they are a picture."""

    content: bytes


class Accepted(msgspec.Struct, frozen=True):
    """The picture made anew as a plain raster: nothing of what came in but its pixels."""

    content: bytes
    width: int
    height: int
    thumbhash: bytes


class Refused(msgspec.Struct, frozen=True):
    """Why bytes are no picture of ours."""

    reason: str


class AcceptAnswer(msgspec.Struct, frozen=True):
    """One of the two."""

    accepted: Accepted | None = None
    refused: str | None = None


class ResizeOrder(msgspec.Struct, frozen=True):
    """An accepted picture and the width it is wanted in."""

    content: bytes
    width: int


def step_for(width: int) -> int:
    """Give the fixed width that serves a wish: the next larger one, at most the largest."""
    return next((step for step in WIDTHS if step >= width), WIDTHS[-1])
