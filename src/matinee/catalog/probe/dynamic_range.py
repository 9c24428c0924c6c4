"""Which kind of HDR a video is: by its header, and by one decoded keyframe where the header is silent.

FFmpeg 9 reports an unspecified transfer for HDR files whose Matroska colour element is partial, so 10-bit video
without one is decoded for one frame (60-200 ms); HDR10+ is only ever said in the frames.
"""

# Pillow and PyAV leave much of this untyped.
# pyright: basic

# ruff: noqa: ANN401 - PyAV types its streams by kind only

import contextlib
from typing import TYPE_CHECKING, Any

import av.error

if TYPE_CHECKING:
    from av.container import InputContainer

_PQ, _HLG = 16, 18
_UNSAID = {0, 2, None}
_TEN = 10
_MOST_PACKETS = 300
_DOVI_BYTES = 9


def hdr_of(container: "InputContainer", stream: Any, bit_depth: int | None) -> tuple[str | None, dict[str, object]]:
    """Give hdr10, hdr10plus, hlg, dolby_vision or None (SDR), and the facts behind it."""
    context = stream.codec_context
    facts: dict[str, object] = {}
    dolby = (context.coded_side_data or {}).get("dovi_conf")
    transfer = int(context.color_trc) if context.color_trc is not None else None
    side: set[str] = set()
    if (bit_depth or 8) >= _TEN and (transfer in _UNSAID or transfer == _PQ):
        seen, side = _first_frame(container, stream)
        transfer = seen if transfer in _UNSAID else transfer
    if transfer not in _UNSAID:
        facts["transfer"] = transfer
    if dolby and len(bytes(dolby)) >= _DOVI_BYTES - 3:
        facts["dolby_vision"] = _dovi(bytes(dolby))
        return "dolby_vision", facts
    if transfer == _HLG:
        return "hlg", facts
    if transfer == _PQ:
        return ("hdr10plus" if any("DYNAMIC_HDR_PLUS" in name for name in side) else "hdr10"), facts
    return None, facts


def _dovi(record: bytes) -> dict[str, int]:
    """Read AVDOVIDecoderConfigurationRecord: version (2), profile, level, rpu, el, bl, compatibility."""
    return {"profile": record[2], "level": record[3], "compatibility": record[7] if len(record) > 7 else 0}  # noqa: PLR2004


def _first_frame(container: "InputContainer", stream: Any) -> tuple[int | None, set[str]]:
    stream.codec_context.thread_count = 1
    with contextlib.suppress(av.error.FFmpegError, ValueError):
        for number, packet in enumerate(container.demux(stream)):
            for frame in packet.decode():
                names = {str(getattr(each, "type", each)).upper() for each in frame.side_data}
                return int(frame.color_trc), names
            if number > _MOST_PACKETS:
                break
    return None, set()
