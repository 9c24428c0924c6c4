"""Picks a good frame of a film: bright, colourful, sharp, and not from its very beginning. Runs in the box only."""

# Pillow and PyAV leave much of this untyped.
# pyright: basic

# ruff: noqa: ANN401, SIM117 - PyAV types its streams by kind only; an outer suppress is no context to join

import contextlib
import os
from typing import Any

import av
import av.error
from av.stream import Disposition
from PIL import Image, ImageFilter, ImageStat

_PLACES = (0.12, 0.22, 0.33, 0.45, 0.58, 0.7)
_MOST_PACKETS = 200
_SIDE = 160


def best_frame(path: bytes, demuxer: str, duration_ms: int) -> Image.Image | None:
    """Decode one frame at each of several places, and give the one that looks best; None when none decodes."""
    best: tuple[float, Image.Image] | None = None
    name = os.fsdecode(b"file:" + path)
    with contextlib.suppress(av.error.FFmpegError, OSError, ValueError):
        with av.open(name, format=demuxer, options={"protocol_whitelist": "file"}) as container:
            stream = next(each for each in container.streams.video if not _is_picture(each))
            stream.codec_context.thread_count = 1
            for place in _PLACES:
                frame = _frame_at(container, stream, int(duration_ms * 1000 * place))
                if frame is not None and (best is None or _score(frame) > best[0]):
                    best = (_score(frame), frame)
    return best[1] if best else None


def embedded_cover(path: bytes, demuxer: str) -> bytes | None:
    """Give the bytes of the first attached picture."""
    name = os.fsdecode(b"file:" + path)
    with contextlib.suppress(av.error.FFmpegError, OSError, ValueError, StopIteration):
        with av.open(name, format=demuxer, options={"protocol_whitelist": "file"}) as container:
            stream = next(each for each in container.streams.video if _is_picture(each))
            for packet in container.demux(stream):
                if packet.size:
                    return bytes(packet)
    return None


def _is_picture(stream: Any) -> bool:
    return bool(stream.disposition & Disposition.attached_pic)


def _frame_at(container: Any, stream: Any, at_us: int) -> Image.Image | None:
    with contextlib.suppress(av.error.FFmpegError, ValueError):
        container.seek(at_us + (container.start_time or 0))
        stream.codec_context.flush_buffers()
        for number, packet in enumerate(container.demux(stream)):
            for frame in packet.decode():
                return _square_pixels(frame.to_image(), stream)
            if number > _MOST_PACKETS:
                break
    return None


def _square_pixels(picture: Image.Image, stream: Any) -> Image.Image:
    aspect = stream.sample_aspect_ratio
    if aspect and aspect != 1 and 0.2 < float(aspect) < 5:  # noqa: PLR2004 - anything else is a broken header
        return picture.resize((max(1, round(picture.width * float(aspect))), picture.height))
    return picture


def _score(picture: Image.Image) -> float:
    """Rate a frame: how much is in it (entropy), how light, how colourful, how sharp."""
    small = picture.convert("RGB")
    small.thumbnail((_SIDE, _SIDE))
    grey = small.convert("L")
    light = ImageStat.Stat(grey).mean[0] / 255
    colour = ImageStat.Stat(small.convert("HSV")).mean[1] / 255
    edges = ImageStat.Stat(grey.filter(ImageFilter.FIND_EDGES)).mean[0] / 64
    darkness = 3.0 if light < 0.08 else 0.0  # noqa: PLR2004 - as good as black
    return grey.entropy() / 8 + 0.6 * colour + 0.5 * min(edges, 1) - 1.2 * abs(light - 0.45) - darkness
