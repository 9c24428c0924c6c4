"""Reads a file's streams with PyAV. Runs in the box only: libav meets hostile bytes here."""

# Pillow and PyAV leave much of this untyped.
# pyright: basic

# ruff: noqa: ANN401 - PyAV types its streams by kind only

import contextlib
import os
import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import av
import av.error
import msgspec
from av.stream import Disposition

from matinee.catalog.probe.dynamic_range import hdr_of
from matinee.catalog.probe.records import Chapter, Probed, ProbedStream, ProbeOrder, StreamKind
from matinee.catalog.probe.signature import HEAD_BYTES, demuxer_for, is_cut, mp4_is_encrypted
from matinee.kit.files.edges import edges_hash

if TYPE_CHECKING:
    from av.container import InputContainer

_MOST_STREAMS = {"video": 16, "audio": 300, "subtitle": 300, "attachment": 500}
_MOST_CHAPTERS = 2000
_READ_WHOLE_BYTES = 512 << 20
"""Files without an index are read to their end up to this size; larger ones keep no keyframe list for now."""
_OPTIONS = {"protocol_whitelist": "file", "max_streams": "12000"}
_KINDS: dict[str, StreamKind] = {"video": "video", "audio": "audio", "subtitle": "subtitle", "attachment": "attachment"}
_TEXT, _LONG_TEXT = 500, 4000
_UNKNOWN_LEVEL = -99


def probe(order: ProbeOrder) -> Probed:
    """Describe a file. Everything wrong with it is a state, not an exception."""
    try:
        with open(order.path, "rb") as file:
            content_hash = edges_hash(file.fileno())
            head = file.read(HEAD_BYTES)
            size = os.fstat(file.fileno()).st_size
            demuxer = demuxer_for(head)
            is_encrypted = demuxer == "mov" and mp4_is_encrypted(file, size)
    except OSError as error:
        return Probed("unreadable", f"The file cannot be opened: {error.strerror}.")
    if demuxer is None:
        found = _no_video(order.path, head)
    elif is_encrypted:
        words = "The film is encrypted (DRM): it plays only where it was bought."
        found = Probed("encrypted", words, container=demuxer)
    else:
        is_whole = not (demuxer == "matroska" and is_cut(head, size))
        try:
            found = _read(order.path, demuxer, size, is_whole=is_whole)
        except (av.error.FFmpegError, OSError, ValueError) as error:
            words = f"The video cannot be read: {getattr(error, 'strerror', None) or error}."
            found = Probed("unreadable", words)
    return msgspec.structs.replace(found, content_hash=content_hash)


def _no_video(path: bytes, head: bytes) -> Probed:
    if not head:
        return Probed("incomplete", "The file is empty.")
    if path.lower().endswith(b".iso"):  # its first 32 KiB are empty by ECMA-119
        return Probed("not_video", "Disc image, not playable yet.")
    if not head.strip(b"\0"):
        return Probed("incomplete", "The file begins with nothing but zeros: it is still being written, or damaged.")
    return Probed("not_video", "Its content is not a video, whatever its name says.")


def _read(path: bytes, demuxer: str, size: int, *, is_whole: bool) -> Probed:
    name = os.fsdecode(b"file:" + path)
    with av.open(name, format=demuxer, options=_OPTIONS) as container:
        streams, left_out = _streams(container)
        if not any(stream.kind == "video" for stream in streams):
            return Probed("not_video", "It holds no picture track.", container=demuxer, streams=streams)
        duration_us = container.duration or 0
        keyframes, last_us = _keyframes(container, demuxer if is_whole else "", size)
        if last_us is not None:
            duration_us = last_us
        bitrate = size * 8_000_000 // duration_us if duration_us else None
        return Probed(
            "done",
            container=demuxer,
            duration_ms=duration_us // 1000 or None,
            bitrate_bps=bitrate,
            streams=_with_bitrate(streams, bitrate),
            chapters=_chapters(container),
            keyframes=struct.pack(f"<{len(keyframes)}q", *keyframes) if keyframes else None,
            tags=_tags(container.metadata) | ({"left_out": ", ".join(left_out)} if left_out else {}),
        )


def _streams(container: "InputContainer") -> tuple[list[ProbedStream], list[str]]:
    found: list[ProbedStream] = []
    counts: dict[str, int] = {}
    for stream in container.streams:
        kind = _KINDS.get(stream.type)
        if kind is None or (kind == "video" and _is_picture(stream)):
            continue
        counts[kind] = counts.get(kind, 0) + 1
        if counts[kind] <= _MOST_STREAMS[kind]:
            found.append(_stream(container, stream, kind))
    left = [f"{count - _MOST_STREAMS[kind]} {kind}" for kind, count in counts.items() if count > _MOST_STREAMS[kind]]
    return found, left


def _is_picture(stream: Any) -> bool:
    return bool(stream.disposition & Disposition.attached_pic)


def _stream(container: "InputContainer", stream: Any, kind: StreamKind) -> ProbedStream:
    context = stream.codec_context
    marks = Disposition
    level = getattr(context, "level", None) if kind == "video" else None
    tags: dict[str, str] = dict(stream.metadata)
    shape = {"video": _video, "audio": _audio}.get(kind, _other)(container, stream)
    details = shape.pop("details", {})
    return ProbedStream(
        index=stream.index,
        kind=kind,
        codec=context.codec.canonical_name if context is not None else None,
        profile=(stream.profile if kind in {"video", "audio"} else None) or None,
        level=None if level in {None, _UNKNOWN_LEVEL} else level,
        language=tags.get("language") or None,
        title=_clean(tags.get("title") or tags.get("filename")),
        is_default=bool(stream.disposition & marks.default),
        is_forced=bool(stream.disposition & marks.forced),
        is_hearing_impaired=bool(stream.disposition & marks.hearing_impaired),
        bitrate_bps=_tagged_bitrate(tags) or (getattr(context, "bit_rate", None) or None),
        details=details,
        **shape,
    )


def _video(container: "InputContainer", stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    if context is None:
        return {}
    rate = stream.average_rate or stream.base_rate
    depth = context.format.components[0].bits if context.format is not None else None
    details: dict[str, object] = {"pixel_format": context.pix_fmt} if context.pix_fmt else {}
    aspect = stream.sample_aspect_ratio or context.sample_aspect_ratio
    if aspect and aspect != 1:
        details["sample_aspect_ratio"] = f"{aspect.numerator}:{aspect.denominator}"
    interlaced = str(getattr(context, "field_order", "") or "").lower()
    if interlaced and not interlaced.endswith(("progressive", "unknown")) and interlaced not in {"0", "1"}:
        details["interlaced"] = True
    if (rotation := _rotation(stream)) != 0:
        details["rotation"] = rotation
    hdr, facts = hdr_of(container, stream, depth)
    return {
        "width": context.width or None,
        "height": context.height or None,
        "frame_rate": round(float(rate), 3) if rate else None,
        "bit_depth": depth,
        "hdr": hdr,
        "details": details | facts,
    }


def _rotation(stream: Any) -> int:
    matrix = (stream.codec_context.coded_side_data or {}).get("display_matrix")
    if not matrix or len(bytes(matrix)) < 36:  # noqa: PLR2004 - nine int32
        return 0
    values = struct.unpack("<9i", bytes(matrix)[:36])
    corner = (values[0] > 0, values[1] > 0, values[0] < 0, values[1] < 0)
    return (0, 270, 180, 90)[corner.index(True)] if True in corner else 0


def _audio(_: "InputContainer", stream: Any) -> dict[str, Any]:
    context = stream.codec_context
    if context is None:
        return {}
    layout = getattr(context, "layout", None)
    return {
        "channels": context.channels or None,
        "channel_layout": layout.name if layout is not None else None,
        "sample_rate_hz": context.sample_rate or None,
    }


def _other(_: "InputContainer", stream: Any) -> dict[str, Any]:
    mime = getattr(stream, "mimetype", None) or stream.metadata.get("mimetype")
    return {"details": {"mime": _clean(mime)}} if mime else {}


def _tagged_bitrate(tags: dict[str, str]) -> int | None:
    text = next((value for name, value in tags.items() if name.upper().split("-")[0] == "BPS"), "")
    return int(text) if text.isdecimal() and len(text) < 12 else None  # noqa: PLR2004 - no stream has 100 Gb/s


def _with_bitrate(streams: list[ProbedStream], total: int | None) -> list[ProbedStream]:
    """Matroska seldom says a video's rate: it is what the others leave of the whole."""
    videos = [stream for stream in streams if stream.kind == "video"]
    if total is None or len(videos) != 1 or videos[0].bitrate_bps:
        return streams
    rest = total - sum(stream.bitrate_bps or 0 for stream in streams)
    return [
        msgspec.structs.replace(each, bitrate_bps=rest) if each.kind == "video" and rest > 0 else each
        for each in streams
    ]


def _keyframes(container: "InputContainer", demuxer: str, size: int) -> tuple[list[int], int | None]:
    """Give keyframe times (µs), and the real end where the file is cut or its header says nothing."""
    stream: Any = next(each for each in container.streams if each.type == "video" and not _is_picture(each))
    unit = stream.time_base * 1_000_000
    if demuxer in {"matroska", "mov"}:
        with contextlib.suppress(av.error.FFmpegError):
            container.seek(0)
        entries = [entry for entry in stream.index_entries if entry.flags & 1 or getattr(entry, "is_keyframe", False)]
        whole = [entry for entry in entries if entry.pos + entry.size <= size]
        if len(whole) > 1 and len(whole) == len(entries):
            return sorted({int(entry.timestamp * unit) for entry in whole}), None
    if size > _READ_WHOLE_BYTES:
        return [], None
    return _by_reading(container, stream, unit)


def _by_reading(container: "InputContainer", stream: Any, unit: Any) -> tuple[list[int], int | None]:
    times: list[int] = []
    first: int | None = None
    last = 0
    with contextlib.suppress(av.error.FFmpegError):
        container.seek(0)
    with contextlib.suppress(av.error.FFmpegError):
        for packet in container.demux(stream):
            if packet.pts is None:
                continue
            at = int(packet.pts * unit)
            first = at if first is None else min(first, at)
            last = max(last, at + int((packet.duration or 0) * unit))
            if packet.is_keyframe:
                times.append(at)
    return sorted(set(times)), (last - first if first is not None and last > first else None)


def _chapters(container: "InputContainer") -> list[Chapter]:
    found: list[Chapter] = []
    for mark in container.chapters()[:_MOST_CHAPTERS]:
        unit = mark["time_base"] * 1000
        title = _clean(mark["metadata"].get("title"))
        found.append(Chapter(int(mark["start"] * unit), int(mark["end"] * unit), title))
    return found


_TAGS = ("title", "show", "season_number", "episode_sort", "date", "year", "genre", "imdb", "tmdb", "tvdb")
_LONG_TAGS = ("description", "synopsis", "law_rating", "content_rating")


def _tags(metadata: dict[str, str]) -> dict[str, str]:
    lowered = {name.lower(): value for name, value in metadata.items()}
    short = {name: text for name in _TAGS if (text := _clean(lowered.get(name)))}
    return short | {name: text for name in _LONG_TAGS if (text := _clean(lowered.get(name), _LONG_TEXT))}


def _clean(text: str | None, longest: int = _TEXT) -> str | None:
    if not text:
        return None
    printable: Iterable[str] = (
        letter for letter in text if letter.isprintable() and not "\ud800" <= letter <= "\udfff"
    )
    return "".join(printable)[:longest].strip() or None
