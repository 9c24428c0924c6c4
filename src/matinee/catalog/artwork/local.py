"""Which picture file beside a film is which picture: the names that people and their tools use."""

import os
import re
from collections.abc import Iterable
from uuid import UUID

_NAMES = {
    "poster": ("poster", "folder", "cover", "movie", "show", "default"),
    "backdrop": ("fanart", "backdrop", "background", "art"),
    "logo": ("clearlogo", "logo"),
    "thumb": ("landscape", "thumb"),
    "banner": ("banner",),
}
_BY_NAME = {name: kind for kind, names in _NAMES.items() for name in names}
_SEASON = re.compile(r"season[ ._-]?(\d{1,4})(?:-poster)?|season-(specials)-poster")


def pictures_of_video(
    found: Iterable[tuple[UUID, bytes]], video: bytes, *, alone: bool
) -> dict[str, tuple[UUID, bytes]]:
    """Find pictures named after a video; with `alone` (it has its folder to itself) plain names too."""
    stem = _stem(video)
    chosen: dict[str, tuple[UUID, bytes]] = {}
    for each in found:
        if os.path.dirname(each[1]) != os.path.dirname(video):
            continue
        name = _stem(each[1])
        own = name.removeprefix(stem).lstrip("-. _") if name.startswith(stem) else None
        kind = _BY_NAME.get(own) if own else ("own" if own == "" else None)
        if kind == "own":
            chosen.setdefault("poster", each)
        elif kind:
            chosen[kind] = each
        elif alone and (plain := _BY_NAME.get(name)):
            chosen.setdefault(plain, each)
    return chosen


def pictures_of_folder(found: Iterable[tuple[UUID, bytes]], folder: bytes) -> dict[str, tuple[UUID, bytes]]:
    """Find the pictures of a show (or season) by plain names in its folder."""
    chosen: dict[str, tuple[UUID, bytes]] = {}
    for each in found:
        if os.path.dirname(each[1]) == folder and (kind := _BY_NAME.get(_stem(each[1]))):
            chosen.setdefault(kind, each)
    return chosen


def poster_of_season(found: Iterable[tuple[UUID, bytes]], season: int) -> tuple[UUID, bytes] | None:
    """Find `season01-poster.jpg` and its like."""
    for each in found:
        named = _SEASON.fullmatch(_stem(each[1]))
        if named and (int(named[1]) if named[1] else 0) == season:
            return each
    return None


def _stem(path: bytes) -> str:
    return os.path.splitext(os.fsdecode(os.path.basename(path)))[0].casefold()
