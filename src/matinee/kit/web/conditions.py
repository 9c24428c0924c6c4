"""The preconditions and the range of a request for a file (RFC 9110 §13 and §14), as pure functions."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import formatdate, parsedate_to_datetime
from enum import Enum

_ONE_RANGE = re.compile(rb"bytes[ \t]*=[ \t]*(\d*)-(\d*)[ \t]*", re.IGNORECASE)
_DIGITS = 18
"""Longer numbers are beyond the end of every file."""


@dataclass(frozen=True, slots=True)
class Entity:
    """What identifies the content of a file at one moment."""

    size_bytes: int
    mtime_ns: int
    inode: int = 0

    @property
    def etag(self) -> bytes:
        """The strong validator: same size, time and inode, same bytes."""
        return f'"{self.size_bytes:x}-{self.mtime_ns:x}-{self.inode:x}"'.encode()

    @property
    def last_modified(self) -> bytes:
        """The modification time as an HTTP date; 1970 for times before it."""
        return formatdate(max(self.mtime_ns // 1_000_000_000, 0), usegmt=True).encode()


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a file: `offset` and `count` in bytes."""

    offset: int
    count: int


class Verdict(Enum):
    """What the request's conditions lead to."""

    WHOLE = 200
    NOT_MODIFIED = 304
    PRECONDITION_FAILED = 412
    UNSATISFIABLE = 416


def judge(method: str, headers: Mapping[bytes, bytes], entity: Entity) -> Verdict | Span:
    """Decide the answer: a span (206), or one of the verdicts. Several ranges at once are answered by the whole."""
    failed = _precondition(headers, entity)
    if failed is not None:
        return failed
    wanted = headers.get(b"range")
    if wanted is None or method != "GET" or not _range_applies(headers.get(b"if-range"), entity):
        return Verdict.WHOLE
    return _span(wanted, entity.size_bytes)


def _precondition(headers: Mapping[bytes, bytes], entity: Entity) -> Verdict | None:
    if (match := headers.get(b"if-match")) is not None:
        if not _lists(match, entity.etag, weakly=False):
            return Verdict.PRECONDITION_FAILED
    elif (since := _seconds(headers.get(b"if-unmodified-since"))) is not None and _modified(entity) > since:
        return Verdict.PRECONDITION_FAILED
    if (none_match := headers.get(b"if-none-match")) is not None:
        return Verdict.NOT_MODIFIED if _lists(none_match, entity.etag, weakly=True) else None
    since = _seconds(headers.get(b"if-modified-since"))
    return Verdict.NOT_MODIFIED if since is not None and _modified(entity) <= since else None


def _lists(header: bytes, etag: bytes, *, weakly: bool) -> bool:
    if header.strip() == b"*":
        return True
    tags = (each.strip() for each in header.split(b","))
    return any(etag == (tag.removeprefix(b"W/") if weakly else tag) for tag in tags)


def _range_applies(if_range: bytes | None, entity: Entity) -> bool:
    if if_range is None:
        return True
    if_range = if_range.strip()
    return if_range in {entity.etag, entity.last_modified}


def _modified(entity: Entity) -> int:
    return entity.mtime_ns // 1_000_000_000


def _seconds(date: bytes | None) -> int | None:
    if date is None:
        return None
    try:
        return int(parsedate_to_datetime(date.decode("ascii")).timestamp())
    except (ValueError, OverflowError, TypeError):
        return None


def _span(header: bytes, size: int) -> Verdict | Span:
    found = _ONE_RANGE.fullmatch(header.strip())
    if found is None:
        return Verdict.WHOLE
    first, last = found.groups()
    if not first and not last:
        return Verdict.WHOLE
    if not first:
        length = _number(last, size)
        return Span(size - length, length) if length else Verdict.UNSATISFIABLE
    if len(first) > _DIGITS or int(first) >= size:
        return Verdict.UNSATISFIABLE
    begin = int(first)
    end = min(_number(last, size), size - 1) if last else size - 1
    return Span(begin, end - begin + 1) if end >= begin else Verdict.WHOLE


def _number(digits: bytes, at_most: int) -> int:
    return at_most if len(digits) > _DIGITS else min(int(digits), at_most)
