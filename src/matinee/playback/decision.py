"""Whether a device can play a file as it is; and if not, why, in words. A pure function over what was probed."""

from collections.abc import Sequence
from pathlib import PurePosixPath
from typing import Annotated, Literal

import msgspec

from matinee.catalog import FileRecord, StreamRecord

Names = Annotated[list[Annotated[str, msgspec.Meta(max_length=40)]], msgspec.Meta(max_length=100)]

_CONTAINERS = {"mkv": "matroska", "m4v": "mp4", "mov": "mp4", "m4a": "mp4", "3gp": "mp4", "quicktime": "mp4"}
_CODECS = {"avc": "h264", "avc1": "h264", "h265": "hevc", "hvc1": "hevc", "hev1": "hevc", "av01": "av1", "vp09": "vp9"}
_SHOWN = {
    "matroska": "Matroska (MKV)",
    "mp4": "MP4",
    "mpegts": "MPEG-TS",
    "h264": "H.264",
    "hevc": "HEVC (H.265)",
    "ac3": "Dolby Digital (AC-3)",
    "eac3": "Dolby Digital Plus (E-AC-3)",
    "dts": "DTS",
    "truehd": "Dolby TrueHD",
}


class Capabilities(msgspec.Struct, frozen=True):
    """What a device says it can decode, in FFmpeg's names. What is absent is not limited."""

    containers: Names | None = None
    """matroska, mp4, webm…"""
    video: Names | None = None
    """h264, hevc, av1, vp9…"""
    audio: Names | None = None
    """aac, mp3, opus, flac, ac3…"""
    max_height: int | None = None
    max_bit_depth: int | None = None
    max_channels: int | None = None


class Reason(msgspec.Struct, frozen=True):
    """One fact that decided, for people and for programs."""

    code: str
    text: str


class Decision(msgspec.Struct, frozen=True):
    """How a file is played."""

    method: Literal["direct", "unsupported"]
    reasons: list[Reason]


_UNPLAYABLE = {
    "incomplete": Reason("file_incomplete", "The file is empty, or still being copied."),
    "unreadable": Reason("file_unreadable", "The file is damaged: nothing in it can be read as video."),
    "not_video": Reason("not_a_video", "The file has the name of a video, but is none."),
    "encrypted": Reason("encrypted", "The file is protected by DRM and can only be played where it was bought."),
}


_DISC = Reason("disc_image", "It is a disc image, not playable yet.")


def decide(file: FileRecord, name: str, device: Capabilities | None) -> Decision:
    """Decide for one file. A device that says nothing is believed to play everything."""
    decision = _decide(file, name, device)
    if decision.method == "direct" or not file.is_disc:
        return decision
    return Decision("unsupported", [_DISC, *(each for each in decision.reasons if each.code != "not_a_video")])


def _decide(file: FileRecord, name: str, device: Capabilities | None) -> Decision:
    if file.probe_state in _UNPLAYABLE:
        return Decision("unsupported", [_UNPLAYABLE[file.probe_state]])
    if file.probe_state != "done":
        return Decision("direct", [Reason("not_probed", "The file has not been examined yet; it is sent as it is.")])
    if device is None:
        return Decision("direct", [])
    reasons = [*_container(file, name, device), *_video(file.streams, device), *_audio(file.streams, device)]
    return Decision("unsupported" if reasons else "direct", reasons)


def container_of(file: FileRecord, name: str) -> str | None:
    """Give one name for the container: demuxers name families (`matroska,webm`), the file's ending picks."""
    ending = PurePosixPath(name).suffix.removeprefix(".").lower()
    ending = _CONTAINERS.get(ending, ending)
    family = [_CONTAINERS.get(each, each) for each in (file.container or "").lower().split(",") if each]
    if not family:
        return ending or None
    return ending if ending in family else family[0]


def _container(file: FileRecord, name: str, device: Capabilities) -> list[Reason]:
    container = container_of(file, name)
    if device.containers is None or container is None or container in _folded(device.containers, _CONTAINERS):
        return []
    return [Reason("container_unsupported", f"This device does not open {_shown(container)} files.")]


def _video(streams: Sequence[StreamRecord], device: Capabilities) -> list[Reason]:
    picture = next((each for each in streams if each.kind == "video"), None)
    if picture is None or picture.codec is None:
        return []
    if device.video is not None and picture.codec not in _folded(device.video, _CODECS):
        return [Reason("video_codec_unsupported", f"This device does not decode {_shown(picture.codec)} video.")]
    reasons: list[Reason] = []
    if device.max_height is not None and (picture.height or 0) > device.max_height:
        reasons.append(Reason("resolution_too_large", f"The picture has {picture.height} lines, more than fit."))
    if device.max_bit_depth is not None and (picture.bit_depth or 8) > device.max_bit_depth:
        reasons.append(Reason("bit_depth_unsupported", f"This device does not decode {picture.bit_depth}-bit video."))
    return reasons


def _audio(streams: Sequence[StreamRecord], device: Capabilities) -> list[Reason]:
    """Judge the track that will sound: browsers cannot choose another one in a file."""
    tracks = [each for each in streams if each.kind == "audio" and not each.sidecar]
    sounding = next((each for each in tracks if each.default), tracks[0] if tracks else None)
    if sounding is None or sounding.codec is None:
        return []
    if device.audio is not None and sounding.codec not in _folded(device.audio, _CODECS):
        return [Reason("audio_codec_unsupported", f"This device does not decode {_shown(sounding.codec)} sound.")]
    if device.max_channels is not None and (sounding.channels or 2) > device.max_channels:
        return [Reason("too_many_channels", f"The sound has {sounding.channels} channels, more than are heard.")]
    return []


def _folded(names: Sequence[str], aliases: dict[str, str]) -> set[str]:
    return {aliases.get(each.lower(), each.lower()) for each in names}


def _shown(name: str) -> str:
    return _SHOWN.get(name, name.upper())
