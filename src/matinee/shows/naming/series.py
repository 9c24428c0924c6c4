"""The folders above an episode: extras, season and series, and which title of file and folder to believe."""

import re
from functools import lru_cache

import msgspec

from matinee.catalog.naming import (
    GENERIC_FOLDERS,
    SHOW_FOLDERS,
    NameReading,
    extra_of_folder,
    first_tag,
    fold,
    is_sure_extras_folder,
    match_key,
    read_name,
    words_of,
)
from matinee.shows.naming.dates import find_date
from matinee.shows.naming.marks import find_season_mark
from matinee.shows.naming.seasons import SeasonFolder, read_season_folder

_INNER_FOLDER = re.compile(
    r"(?:cd|dvd|disc|disk|vol(?:ume)?|part)[\s._-]?[0-9a-d]{1,2}|bdmv|stream|video_ts|[0-9]{3,4}p|4k|subs?|bonus|versions?|widescreen|fullscreen",
    re.IGNORECASE,
)
_DISC_FOLDER = re.compile(r"video_ts|bdmv|stream", re.IGNORECASE)
_ANIME_FOLDERS = frozenset(["anime", "animes", "аниме", "动漫", "動漫", "動畫", "动画", "アニメ", "애니", "애니메이션"])
_HELD = re.compile(
    r"(?:^|[\s._]*[-–][\s._]*|[\s._]*[(\[])(?P<n>[0-9]{2,4})\s?[-–~]\s?(?P<to>[0-9]{2,4})[)\]]?(?=[\s._]*(?:[\[(]|$))"
)
"""The episodes a folder holds (`Show (01-24) [1080p]`)."""
_ONLY_LETTER = re.compile(r"[0-9A-Z#]|[A-Z]\s?-\s?[A-Z]", re.IGNORECASE)


class Chain(msgspec.Struct, frozen=True, kw_only=True):
    """What the folders say: the series' folder as read, the season and its series text, extras, anime."""

    series: NameReading | None
    season: int | None
    season_is_explicit: bool
    extra: str | None
    is_anime: bool
    release: str | None
    """A folder that itself numbers one episode (`Show.S01E02.720p-GROUP`)."""
    is_disc: bool
    """The file is one of a disc's streams, whose own name says nothing."""


@lru_cache(maxsize=2048)
def read_chain(folders: tuple[str, ...], *, counts_bare_number: bool = True) -> Chain:
    """Read the folders from the file upwards: release, extras, season, series; what only sorts the disk ends it.

    A folder that is only a number is a season, unless the caller knows better (`24/8x21.mkv`).
    """
    left = list(folders)
    extra = release = None
    season: SeasonFolder | None = None
    while len(left) > 1 and (kind := extra_of_folder(left[-1])) and not _is_generic(left[-2]):
        if not is_sure_extras_folder(left[-1]) and read_season_folder(left[-1]):
            break
        extra = kind if extra in {None, "other"} else extra
        left.pop()
    is_disc = False
    while len(left) > 1 and _DISC_FOLDER.fullmatch(left[-1]):
        left.pop()
        is_disc = True
    if left and (find_season_mark(left[-1]) or _is_daily_release(left[-1])):
        release = left.pop()
    while left and _INNER_FOLDER.fullmatch(left[-1]) and len(left) > 1:
        left.pop()
    series_text = ""
    if left:
        season = read_season_folder(left[-1])
        if season and not season.is_explicit and (not counts_bare_number or len(left) < 2 or _is_generic(left[-2])):
            season = None
        if season:
            series_text = season.series
            left.pop()
            left = [folder for folder in left if not _INNER_FOLDER.fullmatch(folder)]
    series = _series_of(left, series_text, below_season=season is not None and season.is_explicit)
    return Chain(
        series=series,
        season=season.season if season else None,
        season_is_explicit=season is not None and season.is_explicit,
        extra=extra,
        is_anime=any(word in _ANIME_FOLDERS for folder in folders for word in folder.lower().split()),
        release=release,
        is_disc=is_disc,
    )


def _is_daily_release(folder: str) -> bool:
    return first_tag(words_of(folder), after=0) is not None and find_date(folder) is not None


def _series_of(left: list[str], series_text: str, *, below_season: bool) -> NameReading | None:
    own = read_name(series_text) if series_text.strip(" ._-[(") else None
    for folder in reversed(left[-2:]):
        if _is_generic(folder) and not (below_season and folder is left[-1] and not _sorts_shows(folder)):
            break
        above = read_season_folder(folder)
        if above and above.is_explicit and not above.series.strip(" ._-"):
            continue
        reading = read_name(above.series if above and above.is_explicit else _without_held(folder))
        if reading.names_something:
            if own is None or match_key(own.title).startswith(match_key(reading.title)) or reading.year:
                return reading
            break
    return own if own and own.names_something else None


def _without_held(folder: str) -> str:
    found = _HELD.search(folder)
    if found is None or len(found["n"]) + len(found["to"]) == 8:  # `(2008-2013)` are years
        return folder
    return f"{folder[: found.start()]} {folder[found.end() :]}"


def _is_generic(folder: str) -> bool:
    words = folder.lower().replace("-", " ").replace("_", " ").replace(".", " ").split()
    return all(word in GENERIC_FOLDERS for word in words) or _ONLY_LETTER.fullmatch(folder) is not None


def _sorts_shows(folder: str) -> bool:
    return all(word in SHOW_FOLDERS for word in folder.lower().split())


def choose_series(file: NameReading | None, chain: Chain) -> tuple[NameReading | None, str]:
    """The series as the better of file name and folders tells it, and the place it comes from."""
    folder = chain.series
    if file is None or not file.names_something:
        return folder, "folder"
    if folder is None:
        return file, "file"
    file_key, folder_key = match_key(file.title), match_key(folder.title)
    if file_key == folder_key or chain.season is not None or folder.year:
        return folder, "folder"
    if _resembles(file_key, folder_key) or len(file_key) <= 3:
        return folder, "folder"
    return file, "file"


def _resembles(file_key: str, folder_key: str) -> bool:
    """One holds the other, or the file has the folder's initials."""
    file_flat, folder_flat = fold(file_key).replace(" ", ""), fold(folder_key).replace(" ", "")
    if file_flat.startswith(folder_flat) or folder_flat.startswith(file_flat) or file_flat.endswith(folder_flat):
        return True
    return file_flat == "".join(word[0] for word in folder_key.split())
