"""What the demo library is described with."""

from typing import Literal

import msgspec

from matinee.demo.scenery import Scene

type Codec = Literal["h264", "hevc"]
type SoundCodec = Literal["aac", "ac3"]


class Pattern(msgspec.Struct, frozen=True):
    """A moving pattern by ffmpeg's own sources, as a filter chain without size and rate."""

    chain: str


class Sound(msgspec.Struct, frozen=True):
    """One audio track: a quiet chord (Hz)."""

    language: str
    chord: tuple[float, ...]
    codec: SoundCodec = "aac"
    channels: int = 2
    title: str = ""


class Clip(msgspec.Struct, frozen=True):
    """One video file; `path` is below the library, `words` are shown in the picture."""

    path: str
    words: str
    look: Scene | Pattern
    seconds: int
    sounds: tuple[Sound, ...]
    video: Codec = "h264"
    chapters: tuple[str, ...] = ()
    subtitles: tuple[str, ...] = ()
    """Languages of embedded text subtitles (Matroska only)."""
    cover: str = ""
    """Title on an embedded cover; empty: none."""


class Art(msgspec.Struct, frozen=True):
    """A picture beside the files."""

    path: str
    scene: Scene
    size: tuple[int, int]
    title: str = ""
    line: str = ""


class Note(msgspec.Struct, frozen=True):
    """A text file beside the films."""

    path: str
    text: str
