"""What stands beside a mark of season and episode: the absolute number, the date, and a further mark with its name."""

import re

import msgspec

from matinee.shows.naming.dates import find_date
from matinee.shows.naming.marks import Mark, find_season_mark

_ABSOLUTE_BESIDE = re.compile(
    r"[\s._]*[-–(][\s._]*(?P<n>[0-9]{2,4})(?:-(?P<to>[0-9]{2,4}))?(?:v[0-9])?\)?(?=\s*(?:[-–\[(]|$))"
)
_ABSOLUTE_BEFORE = re.compile(
    r"(?:^|[\s._][-–][\s._]*)(?P<n>[0-9]{3,4}(?=[\s._]*[-–])|[0-9]{2,4}(?=[\s._]*[(\[]))[\s._]*[-–(\[][\s._]*$"
)
_ABSOLUTE_BEHIND = re.compile(r"[\s._]+(?P<n>[0-9]{3,4})(?=[\s._]*(?:$|[\[(]))")
_ABSOLUTE_BEFORE_MARK = re.compile(r"(?<=[^\W_])[\s_]+(?P<n>[0-9]{3,4})[\s_]+$")
_RANGE_BEFORE = re.compile(r"(?<=[^\W_])[\s._-]+(?P<n>[0-9]{2,4})-(?P<to>[0-9]{2,4})[\s._-]*$")
_RANGE_BEHIND = re.compile(r"[\s._]+(?P<n>[0-9]{2,4})-(?P<to>[0-9]{2,4})(?![^\W_])")
_IN_FRONT = re.compile(r"^(?P<n>[0-9]{3,4})(?:-(?P<to>[0-9]{3,4}))?\.(?=[^\W_])")
_FURTHER = frozenset({"season_episode", "cross"})
_SURE_DATES = frozenset({"date", "date_year_last", "date_named"})
_YEAR = re.compile(r"(?:19|20)[0-9]{2}")
_LONGEST_NAME_BETWEEN = 60


def with_absolute(text: str, mark: Mark, *, has_series_folder: bool, is_fansub: bool) -> Mark:
    """`S01E02 - 014 - Name`, `[Group] Show S01E02 014`: the absolute number some write beside the season's."""
    before = text[: mark.start]
    found = _ABSOLUTE_BESIDE.match(text, mark.end) or _ABSOLUTE_BEFORE.search(before)
    if found is None and is_fansub:
        in_front = _ABSOLUTE_BEFORE_MARK.search(before) if mark.rule == "cross" else None  # `Show 214 10x14`
        found = _ABSOLUTE_BEHIND.match(text, mark.end) or in_front
    found = found or _as_many(_RANGE_BEFORE.search(before), mark) or _as_many(_RANGE_BEHIND.match(text, mark.end), mark)
    is_title = found is not None and found.start("n") == 0 and not has_series_folder  # `911 - S01E02`
    if not found or is_title or _YEAR.fullmatch(found["n"]):
        return mark
    numbers = _numbers(found)
    if found.start() < mark.start:
        return msgspec.structs.replace(mark, absolute=numbers, start=found.start())
    return msgspec.structs.replace(mark, absolute=numbers, end=found.end())


def _as_many(found: re.Match[str] | None, mark: Mark) -> re.Match[str] | None:
    """A range counts only as long as there are episodes, two or more."""
    if found is None or len(mark.episodes) < 2:
        return None
    return found if int(found["to"]) - int(found["n"]) + 1 == len(mark.episodes) else None


def _numbers(found: re.Match[str]) -> tuple[int, ...]:
    first = int(found["n"])
    last = int(found.groupdict().get("to") or first)
    return tuple(range(first, last + 1)) if first <= last < first + 20 else (first,)


def number_in_front(text: str, mark: Mark) -> re.Match[str] | None:
    """`165.Show Name.S08E14`, `165-166.Show.S08E14E15`: an absolute number before a title that is written otherwise."""
    found = _IN_FRONT.match(text)
    if found is None or mark.absolute or _YEAR.fullmatch(found["n"]):
        return None
    title = text[found.end() : mark.start].strip(" ._-")
    return found if title and (found["to"] or " " in title) else None


def with_front(mark: Mark, found: re.Match[str]) -> Mark:
    """The mark with the absolute number that stands in front of the title."""
    return msgspec.structs.replace(mark, absolute=_numbers(found))


def with_date(text: str, mark: Mark) -> Mark:
    """`S06E01 - 2009-12-20 - Name`, `Show 2009-12-20 S06E01`: the date on which a numbered episode was shown."""
    behind = find_date(text[mark.end :])
    if behind and behind.rule in _SURE_DATES:
        is_next = not text[mark.end : mark.end + behind.start].strip(" ._-([")
        end = mark.end + behind.end if is_next else mark.end
        return msgspec.structs.replace(mark, date=behind.date, end=end)
    before = find_date(text[: mark.start])
    if before and before.rule in _SURE_DATES - {"date_year_last"} and text[: before.start].strip(" ._-(["):
        return msgspec.structs.replace(mark, date=before.date, start=before.start)
    return mark


def with_further(text: str, mark: Mark) -> Mark:
    """`S02E01 - Name - S02E02 - Name`: the next episode of the season, told behind the first one's name."""
    if mark.rule not in _FURTHER:
        return mark
    episodes, end = mark.episodes, mark.end
    while (further := find_season_mark(text[end:])) and further.rule == mark.rule:
        is_next = further.season == mark.season and further.episodes[0] == episodes[-1] + 1
        if not is_next or further.start > _LONGEST_NAME_BETWEEN or further.start == 0:
            break
        episodes, end = episodes + further.episodes, end + further.end
    return msgspec.structs.replace(mark, episodes=episodes) if end > mark.end else mark
