"""Tells a video container by its first bytes, so that libav is only ever asked for the one demuxer that fits.

What has no known signature is not a video: a text, a playlist, an archive, a program. Nothing of it is interpreted.
"""

from typing import BinaryIO

_TS, _M2TS = 188, 192
HEAD_BYTES = 1024
_MOST_BOXES = 200
_MOST_MOOV = 32 << 20

_AT_START = {
    b"\x1a\x45\xdf\xa3": "matroska",
    b"FLV\x01": "flv",
    b"OggS": "ogg",
    b"\x30\x26\xb2\x75": "asf",
    b"\x00\x00\x01\xba": "mpeg",
    b"\x00\x00\x01\xb3": "mpegvideo",
    b".RMF": "rm",
    b"\xb7\xd8\x00\x20": "wtv",
    b"\x06\x0e\x2b\x34": "mxf",
}
_BOXES = {b"ftyp", b"moov", b"mdat", b"free", b"skip", b"wide", b"pnot", b"styp"}


def demuxer_for(head: bytes) -> str | None:
    """Give libav's name of the one demuxer for a file that begins like this."""
    if found := _AT_START.get(head[:4]):
        return found
    if head[4:8] in _BOXES:
        return "mov"
    if head[:4] == b"RIFF" and head[8:11] == b"AVI":
        return "avi"
    if _syncs(head, 0, _TS) or _syncs(head, 4, _M2TS):
        return "mpegts"
    return None


def mp4_is_encrypted(file: BinaryIO, size: int) -> bool:
    """Tell whether an MP4's pictures are encrypted: libav hides it (sample entries `encv`, `drmi`; ISO/IEC 23001-7)."""
    at = 0
    for _ in range(_MOST_BOXES):
        file.seek(at)
        head = file.read(16)
        if len(head) < 8:  # noqa: PLR2004 - length and name
            return False
        length = int.from_bytes(head[:4])
        if length == 1:
            length = int.from_bytes(head[8:16])
        if head[4:8] == b"moov":
            moov = file.read(min(length, _MOST_MOOV))
            return b"sinf" in moov and (b"encv" in moov or b"drmi" in moov)
        if length < 8 or (at := at + length) >= size:  # noqa: PLR2004
            return False
    return False


def _syncs(head: bytes, first: int, step: int) -> bool:
    return len(head) > first + 3 * step and all(head[first + number * step] == 0x47 for number in range(4))  # noqa: PLR2004


def is_cut(head: bytes, size: int) -> bool:
    """Tell whether a Matroska file ends before its segment does, by the segment's own size (RFC 8794, RFC 9559)."""
    header, at = _number(head, 4)
    at += header or 0
    if header is None or head[at : at + 4] != b"\x18\x53\x80\x67":
        return False
    length, at = _number(head, at + 4)
    return length is not None and at + length > size


def _number(head: bytes, at: int) -> tuple[int | None, int]:
    """Read a variable-length size; None when it is unknown (a live recording)."""
    if at >= len(head) or head[at] == 0:
        return None, at
    width = 9 - head[at].bit_length()
    raw = int.from_bytes(head[at : at + width])
    value = raw & ((1 << (7 * width)) - 1)
    return (None if value == (1 << (7 * width)) - 1 else value), at + width
