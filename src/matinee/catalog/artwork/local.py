"""Which picture file beside a film is which picture: the names that people and their tools use."""

import os
import re
from collections.abc import Iterable
from uuid import UUID

import msgspec

from matinee.catalog.naming import IMAGE_EXTENSIONS

_NAMES = {
    "poster": ("poster", "folder", "cover", "movie", "show", "default"),
    "backdrop": ("fanart", "backdrop", "background", "art"),
    "logo": ("clearlogo", "logo"),
    "thumb": ("landscape", "thumb"),
    "banner": ("banner",),
}
_BY_NAME = {name: kind for kind, names in _NAMES.items() for name in names}
_ENDINGS = ("jpg", "jpeg", "png", "webp")
PLAIN_FILES = [
    os.fsencode(f"{spelt}.{ending}") for name in _BY_NAME for spelt in (name, name.title()) for ending in _ENDINGS
]
"""The pictures of a whole folder, in the spellings in use."""
_SEASON = re.compile(r"season[ ._-]?(\d{1,4})(?:-poster)?|season-(specials)-poster")


class Beside(msgspec.Struct, frozen=True):
    """A picture file that the scan saw; `mark` is another when its content is."""

    id: UUID
    path: bytes
    mark: str = ""


def pictures_of_video(found: Iterable[Beside], video: bytes, *, alone: bool) -> dict[str, Beside]:
    """Find pictures named after a video; with `alone` (it has its folder to itself) plain names too."""
    stem = _stem(video)
    chosen: dict[str, Beside] = {}
    for each in found:
        if os.path.dirname(each.path) != os.path.dirname(video):
            continue
        name = _stem(each.path)
        own = name.removeprefix(stem).lstrip("-. _") if name.startswith(stem) else None
        kind = _BY_NAME.get(own) if own else ("own" if own == "" else None)
        if kind == "own":
            chosen.setdefault("poster", each)
        elif kind:
            chosen[kind] = each
        elif alone and (plain := _BY_NAME.get(name)):
            chosen.setdefault(plain, each)
    return chosen


def pictures_of_folder(found: Iterable[Beside], folder: bytes) -> dict[str, Beside]:
    """Find the pictures of a show (or season) by plain names in its folder."""
    chosen: dict[str, Beside] = {}
    for each in found:
        if os.path.dirname(each.path) == folder and (kind := _BY_NAME.get(_stem(each.path))):
            chosen.setdefault(kind, each)
    return chosen


def poster_of_season(found: Iterable[Beside], season: int) -> Beside | None:
    """Find `season01-poster.jpg` and its like."""
    for each in found:
        named = _SEASON.fullmatch(_stem(each.path))
        if named and (int(named[1]) if named[1] else 0) == season:
            return each
    return None


def is_picture(path: bytes) -> bool:
    """Tell whether a file is a picture, by its name's ending."""
    return os.path.splitext(path)[1].lower().removeprefix(b".").decode("ascii", "replace") in IMAGE_EXTENSIONS


def is_of_folder(picture: bytes) -> bool:
    """Tell whether a picture is one of a whole folder, or of a season, by its name."""
    return _stem(picture) in _BY_NAME or _SEASON.fullmatch(_stem(picture)) is not None


def _stem(path: bytes) -> str:
    return os.path.splitext(os.fsdecode(os.path.basename(path)))[0].casefold()
