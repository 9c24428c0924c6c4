"""Bare numbers: `Show 101`, `03 - Name`, `0102`, `Show - 317`. What they count is told by what surrounds them."""

import itertools
import re

import msgspec

from matinee.shows.naming.marks import Mark, more_numbers

_LEADING = re.compile(r"^[\s._\-\[(#]*(?P<n>[0-9]{1,4})(?:v[0-9])?[\])]?(?=$|[\s._\-–:)\]]|\s?[-–~+&]\s?[0-9])")
_DASHED = re.compile(
    r"(?:(?<=[\s._\])])[-–—]+[\s._]*|(?<=[^\W_])[-–—][\s._]+|[\s._]#)(?P<n>[0-9]{1,4})(?:v[0-9])?(?:(?=[a-d](?![^\W_]))|(?![^\W_]|[.,][0-9]))"
)
_TIGHT_LEADING = re.compile(r"[0-9]{2}-[A-Z]{3,}\s")
_DASHED_END = re.compile(r"[\s._]*(?:$|[-–\[(~+&])")
_TRAILING = re.compile(r"[\s._\-](?P<n>[0-9]{1,4})(?:v[0-9])?(?:\s?(?:end|final|fin))?[\s._\-]*$", re.IGNORECASE)
_TRAILING_RANGE = re.compile(
    r"(?:(?<=[^\W_])|(?<=[!?…)]))[\s._\-]+(?:(?P<n>[0-9]{1,4})(?:[-–]|\s?~\s?)|(?P<padded>0[0-9]{1,3})\s[-–]\s)(?P<to>[0-9]{2,4})[\s._\-]*$"
)
_INNER_PAIR = re.compile(r"(?:^|(?<=[._\s]))(?P<s>[0-9]{1,2})(?P<e>[0-9]{2})[._\s](?P=s)(?P<to>[0-9]{2})(?=$|[._\s])")
_ONE_MORE = re.compile(r"[._\s](?P<s>[0-9]{1,2})(?P<e>[0-9]{2})(?=$|[._\s])")
_COMPACT_RANGE = re.compile(r"(?<=[._])(?P<s>[01]?[0-9])(?P<e>[0-9]{2})-(?P<to>[0-9]{2})(?=$|[._])")
_GLUED_PAIR = re.compile(r"(?<=[._])(?P<s>0[0-9]|[1-9])(?P<e>[0-9]{2})(?P<to>[0-9]{2})(?=[._])")
_BRACED = re.compile(r"\{(?P<n>[0-9]{1,4})\}")
_LONGEST_FANSUB_RANGE = 1500
_INNER = re.compile(r"(?<=[._])(?P<n>[0-9]{3,4})(?=[._])")
_INNER_SPACED = re.compile(r"(?<=\s)(?P<n>[0-9]{3})(?=\s)")
_BEFORE_NAME = re.compile(r"(?<=[^\W_])[\s_](?P<n>[0-9]{2,3})(?:v[0-9])?[\s_]-[\s_](?=[^\W\d_])")
_WITHIN = re.compile(r"(?<=[^\W\d_])[\s_](?P<n>[0-9]{2,3})(?:v[0-9])?[\s_](?=[^\W\d_])")
_GLUED_TRAILING = re.compile(r"(?<=[a-z])(?P<n>[0-9]{3,4})$", re.IGNORECASE)
_GLUED_BEFORE_LINES = re.compile(
    r"^[A-Za-z][A-Za-z.]{3,60}?(?P<n>[0-9]{1,2}(?P<e>[0-9]{2}))(?:480|576|720|1080|2160)[pi]$"
)
_THREE = re.compile(r"(?<=[^\W_])[\s._]*[\s._-][\s._]*(?P<n>[0-9]{1,2})-(?P<m>[0-9]{1,2})-(?P<to>[0-9]{1,2})[\s._-]*$")
_NAMED_BEHIND = re.compile(r"\s+[-–]\s+[^\W\d_]")
_INNER_PADDED = re.compile(
    r"(?<=[^\W_][._\s)])(?P<n>0[0-9])(?=[._\s]+[^\W\d_])|(?<=[^\s._-]-)(?P<tight>0[0-9])(?=-[^\W\d_])"
)
_LEADING_SEASON = re.compile(r"^(?P<s>[0-9]{1,2})-(?P<e>[0-9]{2})(?=$|[\s.])")
_SEASON_NUMBER = re.compile(r"(?:^|[\s._])(?P<s>[0-9]{1,2})-(?P<e>[0-9]{2})(?![0-9]|-[0-9]{2})")
_LIKELY_SEASONS, _LIKELY_EPISODES = 9, 26
_EARLIEST_YEAR, _LATEST_YEAR = 1900, 2035
_BOND = 7  # the one film's number that is padded like an episode's


class Surroundings(msgspec.Struct, frozen=True):
    """What is known beside the name: the folder's season, whether a folder names the series, and the habits seen."""

    season: int | None
    has_series_folder: bool
    is_anime: bool
    is_scene: bool


def find_number(body: str, around: Surroundings) -> Mark | None:
    """The bare number that numbers the episode; `body` is the name without its release tags."""
    found = _LEADING.match(body)
    may_be_title = found and ((around.is_anime and not around.has_series_folder) or _TIGHT_LEADING.match(body))
    is_title = found and may_be_title and _dashed(body[found.end() :])
    if (
        found
        and not is_title
        and (
            found.end() == len(body.rstrip())
            or around.has_series_folder
            or around.season is not None
            or found["n"][0] == "0"
            or body.startswith((" - ", ". "), found.end("n"))
            or _LEADING_SEASON.match(body)
        )
    ):
        mark = _leading(body, found, around)
        if mark:
            return mark
    split = _SEASON_NUMBER.search(body)
    is_seasons = split is not None and around.season in {None, int(split["s"])}  # else `Season 2/Show - 03-04`
    if split and is_seasons and split.start() > 0 and not around.is_anime and not _is_range(split, body):
        return _mark("season_dash_episode", split, int(split["s"]), int(split["e"]), 0.75)
    for habit in (_several, _dashed_number, _trailing_number, _inner_number):
        if mark := habit(body, around):
            return mark
    return None


def _dashed_number(body: str, around: Surroundings) -> Mark | None:
    dashed = _dashed(body)
    if dashed is None or _is_year(dashed["n"]):
        return None
    numbers, end = more_numbers(body, dashed.end(), int(dashed["n"]))
    if len(numbers) == 1 and _is_season_and_episode(dashed, body, around):
        season, episode = divmod(int(dashed["n"]), 100)
        return _mark("dashed_number.season_and_episode", dashed, season, episode, 0.74)
    return _counted("dashed_number", dashed["n"], (dashed.start(), end), numbers, around, is_dashed=True)


def _trailing_number(body: str, around: Surroundings) -> Mark | None:
    trailing = _TRAILING.search(body)
    if trailing is None or trailing.start() == 0 or _is_year(trailing["n"]):
        return None
    within = _WITHIN.search(body) if around.is_anime and len(trailing["n"]) == 1 else None
    if within:  # `[Group] Show 279 Name of It 1`
        return _counted("number_before_name", within["n"], within.span(), (int(within["n"]),), around)
    place = (trailing.start(), trailing.end("n"))
    return _counted("trailing_number", trailing["n"], place, (int(trailing["n"]),), around)


def _inner_number(body: str, around: Surroundings) -> Mark | None:
    """A number that a name follows, and one glued to letters where the folder's season confirms it."""
    for pattern in (_INNER, _INNER_SPACED):
        inner = _last(pattern, body)
        if inner and not _is_year(inner["n"]) and not around.is_anime:
            return _counted("inner_number", inner["n"], inner.span(), (int(inner["n"]),), around)
    named = _BEFORE_NAME.search(body) if around.is_anime else None
    if named:  # `[Group] Show 34 - Name of it`
        return _counted("number_before_name", named["n"], named.span(), (int(named["n"]),), around)
    padded = _INNER_PADDED.search(body)
    if padded:
        return _counted("padded_number", padded[0], padded.span(), (int(padded[0]),), around)
    glued = _GLUED_BEFORE_LINES.match(body)
    if glued:  # `TShow4071080p`
        season, episode = divmod(int(glued["n"]), 100)
        rule, end = "glued_number.season_and_episode", len(body)
        return Mark(rule=rule, start=glued.start("n"), end=end, season=season, episodes=(episode,), confidence=0.6)
    glued = _GLUED_TRAILING.search(body)
    if glued and around.season and int(glued["n"]) // 100 == around.season:  # `grp-sn203` in the folder of a season
        return _counted("glued_number", glued["n"], glued.span(), (int(glued["n"]),), around)
    return None


def _is_season_and_episode(dashed: re.Match[str], body: str, around: Surroundings) -> bool:
    """`Show - 109 - Name` with no folder that names the series: season and episode, as long as both are likely."""
    if around.is_anime or around.has_series_folder or around.season is not None:
        return False
    season, episode = divmod(int(dashed["n"]), 100)
    is_likely = 0 < season <= _LIKELY_SEASONS and 0 < episode <= _LIKELY_EPISODES and len(dashed["n"]) == 3
    return is_likely and _NAMED_BEHIND.match(body, dashed.end()) is not None


def _is_range(split: re.Match[str], body: str) -> bool:
    """`Show 13-16` at the end of a name: no show has that many seasons and so few episodes in a file's name."""
    first, last = int(split["s"]), int(split["e"])
    return split.end() == len(body.rstrip()) and 10 <= first < last


def _several(body: str, around: Surroundings) -> Mark | None:
    """`Show 26-27` and `Show - 01 ~ 10` at the end of a name, `Show.103.104`: all of them."""
    three = _THREE.search(body)
    if three:
        listed = tuple(int(three[each]) for each in ("n", "m", "to"))
        if _is_consecutive(listed):
            return _counted("trailing_range", three["n"], three.span(), listed, around, is_dashed=True)
    found = _TRAILING_RANGE.search(body)
    if found:
        text = found["n"] or found["padded"]
        first, last = int(text), int(found["to"])
        longest = _LONGEST_FANSUB_RANGE if around.is_anime else 60
        is_padded_alike = found["n"] is not None or len(text) == len(found["to"])  # not `Gundam 00 - 036`
        if 0 < first < last <= first + longest and is_padded_alike and not _is_year(text):
            numbers = tuple(range(first, last + 1))
            return _counted("trailing_range", text, (found.start(), found.end()), numbers, around, is_dashed=True)
    braced = _BRACED.search(body)
    if braced:
        return _counted("braced_number", braced["n"], braced.span(), (int(braced["n"]),), around, is_dashed=True)
    compact = _COMPACT_RANGE.search(body) if around.is_scene and not around.is_anime else None
    if compact and int(compact["e"]) < int(compact["to"]):
        numbers = tuple(range(int(compact["e"]), int(compact["to"]) + 1))
        start, end = compact.span()
        return Mark(
            rule="compact_range", start=start, end=end, season=int(compact["s"]), episodes=numbers, confidence=0.8
        )
    pair = _INNER_PAIR.search(body) or _GLUED_PAIR.search(f"{body}.")
    if pair and not around.is_anime and int(pair["to"]) == int(pair["e"]) + 1:
        season, first, last, end = int(pair["s"]), int(pair["e"]), int(pair["to"]), pair.end()
        while (further := _ONE_MORE.match(body, end)) and (further["s"], int(further["e"])) == (pair["s"], last + 1):
            last, end = last + 1, further.end()
        numbers = tuple(range(first, last + 1))
        return Mark(rule="inner_pair", start=pair.start(), end=end, season=season, episodes=numbers, confidence=0.8)
    return None


def _dashed(body: str) -> re.Match[str] | None:
    """The first number between dashes or brackets (`Show - 21 - 24 Hours`), else the last behind a dash."""
    last = None
    for found in _DASHED.finditer(body):
        last = found
        if _DASHED_END.match(body, found.end()):
            return found
    return last


def _leading(body: str, found: re.Match[str], around: Surroundings) -> Mark | None:
    if _is_year(found["n"]) and found.end() != len(body.rstrip()):
        return None
    first = int(found["n"])
    numbers, end = more_numbers(body, found.end("n"), first)
    if len(numbers) > 1 and not _is_consecutive(numbers):
        is_padded_range = around.season is not None and found["n"][0] == "0"
        if not is_padded_range and (around.season == first or (around.season is None and first <= 50)):
            return Mark(
                rule="season_dash_episode", start=0, end=end, season=first, episodes=(numbers[-1],), confidence=0.7
            )
        numbers = tuple(range(first, numbers[-1] + 1)) if is_padded_range else (first, numbers[-1])
    elif len(numbers) == 1 and around.season in {None, first}:
        other = re.compile(r"-([0-9]{2})(?![0-9])").match(body, found.end("n"))
        if other:
            return Mark(
                rule="season_dash_episode",
                start=0,
                end=other.end(),
                season=first,
                episodes=(int(other[1]),),
                confidence=0.7,
            )
    return _counted(
        "leading_number",
        found["n"],
        (found.start(), max(end, found.end())),
        numbers,
        around,
        is_leading=True,
        is_dashed="-" in body[: found.start("n")],
    )


def _counted(  # noqa: PLR0911, PLR0913 - one question after the other, each ends in its answer
    rule: str,
    text: str,
    place: tuple[int, int],
    numbers: tuple[int, ...],
    around: Surroundings,
    *,
    is_dashed: bool = False,
    is_leading: bool = False,
) -> Mark:
    """Whether a number counts in the season, in the whole series, or holds both (`102`, `0102`)."""
    number, (start, end) = numbers[0], place
    high, low = divmod(number, 100)
    if around.season is not None:
        if len(text) >= 3 and high == around.season and low:
            return Mark(
                rule=f"{rule}.season_and_episode",
                start=start,
                end=end,
                season=high,
                episodes=tuple(n % 100 for n in numbers),
                confidence=0.9,
            )
        if number >= 100 and around.season:
            return Mark(
                rule=f"{rule}.absolute", start=start, end=end, season=around.season, absolute=numbers, confidence=0.8
            )
        return Mark(rule=rule, start=start, end=end, season=around.season, episodes=numbers, confidence=0.9)
    if len(text) == 4 and text[0] == "0" and low and not (around.is_anime or is_dashed):
        return Mark(
            rule=f"{rule}.season_and_episode", start=start, end=end, season=high, episodes=(low,), confidence=0.85
        )
    if around.is_anime:
        return Mark(rule=f"{rule}.absolute", start=start, end=end, absolute=numbers, confidence=0.9)
    if len(text) == 3 and not high and (is_dashed or around.has_series_folder or (around.is_scene and number != _BOND)):
        return Mark(rule=f"{rule}.absolute", start=start, end=end, absolute=numbers, confidence=0.75)
    if len(text) >= 3 and high:
        is_absolute = is_dashed or ((is_leading or around.has_series_folder) and not around.is_scene) or not low
        if is_absolute:
            return Mark(rule=f"{rule}.absolute", start=start, end=end, absolute=numbers, confidence=0.75)
        return Mark(
            rule=f"{rule}.season_and_episode", start=start, end=end, season=high, episodes=(low,), confidence=0.72
        )
    if not around.has_series_folder and not is_dashed and not is_leading:
        return Mark(rule=rule, start=start, end=end, season=1, episodes=numbers, confidence=0.4)
    return Mark(rule=rule, start=start, end=end, season=1, episodes=numbers, confidence=0.75)


def _mark(rule: str, found: re.Match[str], season: int, episode: int, confidence: float) -> Mark:
    return Mark(
        rule=rule, start=found.start(), end=found.end(), season=season, episodes=(episode,), confidence=confidence
    )


def _is_consecutive(numbers: tuple[int, ...]) -> bool:
    return all(later == earlier + 1 for earlier, later in itertools.pairwise(numbers)) and len(numbers) <= 3


def _is_year(text: str) -> bool:
    return len(text) == 4 and _EARLIEST_YEAR <= int(text) <= _LATEST_YEAR


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    last = None
    for found in pattern.finditer(text):
        last = found
    return last
