"""What is asked of a file and what it answers. Loaded inside the box: standard library and msgspec only."""

from typing import Literal

import msgspec

type ProbeState = Literal["done", "incomplete", "unreadable", "not_video", "encrypted"]
type StreamKind = Literal["video", "audio", "subtitle", "attachment"]


class ProbeOrder(msgspec.Struct, frozen=True):
    """The file to look at."""

    path: bytes


class Chapter(msgspec.Struct, frozen=True):
    """One chapter mark."""

    start_ms: int
    end_ms: int
    title: str | None


class ProbedStream(msgspec.Struct, frozen=True):
    """One stream as the container and its codec describe it; names as FFmpeg's canonical ones."""

    index: int
    kind: StreamKind
    codec: str | None = None
    profile: str | None = None
    level: int | None = None
    language: str | None = None
    title: str | None = None
    is_default: bool = False
    is_forced: bool = False
    is_hearing_impaired: bool = False
    width: int | None = None
    height: int | None = None
    frame_rate: float | None = None
    bit_depth: int | None = None
    hdr: str | None = None
    channels: int | None = None
    channel_layout: str | None = None
    sample_rate_hz: int | None = None
    bitrate_bps: int | None = None
    details: dict[str, object] = {}


class Probed(msgspec.Struct, frozen=True):
    """All that is known of a file; `error` says in words why it is not `done`."""

    state: ProbeState
    error: str | None = None
    container: str | None = None
    duration_ms: int | None = None
    bitrate_bps: int | None = None
    streams: list[ProbedStream] = []
    chapters: list[Chapter] = []
    keyframes: bytes | None = None
    tags: dict[str, str] = {}
    content_hash: bytes | None = None
    """Of size, first and last 64 KiB: what makes a moved file known again."""
