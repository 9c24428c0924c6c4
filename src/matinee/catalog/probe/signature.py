"""Tells a video container by its first bytes, so that libav is only ever asked for the one demuxer that fits.

What has no known signature is not a video: a text, a playlist, an archive, a program. Nothing of it is interpreted.
"""

_TS, _M2TS = 188, 192
HEAD_BYTES = 1024

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


def _syncs(head: bytes, first: int, step: int) -> bool:
    return len(head) > first + 3 * step and all(head[first + number * step] == 0x47 for number in range(4))  # noqa: PLR2004
