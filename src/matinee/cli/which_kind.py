"""Whether a path that nobody said the kind of is an episode's or a movie's."""

import re

from matinee.catalog.naming import MOVIE_FOLDERS, SHOW_FOLDERS, NamePath, is_date, match_key, read_path, years_in
from matinee.movies.naming import MovieReading, read_movie_path
from matinee.shows.naming import EpisodeReading

_SURE_RULES = frozenset(
    [
        "season_episode", "cross", "words", "words_reversed", "cjk", "season_dash", "season_inside", "glued", "cap",
        "date_compact", "date_named", "date_year_last", "episode_word", "special", "of",
    ]
)  # fmt: skip
_TV_SOURCE = re.compile(r"(?<![^\W_])(?:hdtv|hdtvrip|pdtv|dsr|dsrip|tvrip|ahdtv|uhdtv)(?![^\W_])", re.IGNORECASE)
_BETWEEN_DASHES = ("dashed_number", "braced_number")
_BEHIND_YEAR = re.compile(r"[)\]]\s+(?:[-–]\s+[0-9]{2,4}(?:v[0-9])?(?=\s*(?:[\[(]|$))|\{[0-9]{2}\})")
_LIKELY, _SURE = 0.72, 0.95
_LIKELY_EPISODES = 26
_PADDED_BELOW = 100  # `Show.013.480p`: a number of three digits that begins with zero


def is_episode(path: str | bytes, reading: EpisodeReading) -> bool:
    """Whether the reading as an episode is to be believed: something numbers or dates it that no film's name has."""
    if not (reading.episodes or reading.absolute or reading.date):
        return _is_unnumbered_special(reading) or (
            reading.extra is not None and _said_by_folders(read_path(path).folders) is True
        )
    rule = next((reading.rules[field] for field in ("episodes", "absolute", "date") if field in reading.rules), "")
    if rule in _SURE_RULES or "season_folder" in reading.rules.values():
        return True
    names = read_path(path)
    if rule == "date":
        return bool(reading.title) or not _is_date_in_front(names.stem)
    said = _said_by_folders(names.folders)
    return said if said is not None else _is_numbered(path, names, reading, rule)


def _is_numbered(path: str | bytes, names: NamePath, reading: EpisodeReading, rule: str) -> bool:
    if rule == "roman_episode" or match_key(names.stem) == match_key(names.parent):  # `1917/1917`
        return False
    movie = read_movie_path(path)
    is_numbered_last = rule.startswith("trailing_number")
    if _TV_SOURCE.search(names.stem) and (is_numbered_last or not movie.year):
        return bool(reading.title)
    if movie.year and (movie.confidence >= _SURE or (names.parent and is_numbered_last)):
        is_fansub = reading.rules.get("group") == "fansub_group"
        return rule.startswith(_BETWEEN_DASHES) and (is_fansub or _BEHIND_YEAR.search(names.stem) is not None)
    return _is_likely(reading, rule, movie)


def _is_unnumbered_special(reading: EpisodeReading) -> bool:
    """An extra below a season, `Show.S00.Name`, `[Group] Show - OVA`, `[Group] Show - NCOP1`."""
    if reading.extra is not None:
        return reading.season is not None or reading.extra == "creditless"
    by = reading.rules.get("season")
    return reading.season == 0 and (by == "season_only" or reading.rules.get("group") == "fansub_group")


def _is_date_in_front(stem: str) -> bool:
    """`2022.8.2.Film.1995`: the day somebody put before the name of a dated film."""
    years = years_in(stem)
    return len(years) > 1 and years[0].start == 0 and is_date(stem, years[0]) and years[-1].number < years[0].number


def _said_by_folders(folders: tuple[str, ...]) -> bool | None:
    """What the nearest folder that sorts by kind says."""
    for folder in reversed(folders):
        words = folder.lower().split()
        if any(word in MOVIE_FOLDERS for word in words):
            return False
        if all(word in SHOW_FOLDERS for word in words):
            return True
    return None


def _is_likely(reading: EpisodeReading, rule: str, movie: MovieReading) -> bool:
    if not reading.title or (rule == "inner_number.absolute" and reading.absolute[0] >= _PADDED_BELOW):
        return False
    if rule == "trailing_number.season_and_episode" and movie.group:  # `Show.208.dvdrip-grp`: films bear their year
        return reading.episodes[0] <= _LIKELY_EPISODES
    return reading.confidence > _LIKELY
