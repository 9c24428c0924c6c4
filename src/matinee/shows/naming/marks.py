"""Marks that number an episode: `S01E02`, `1x02`, `Season 1 Episode 2`, `E02`, `Part 2`, `2of6`. Tried in order."""

import datetime as dt
import re
from collections.abc import Callable

import msgspec

from matinee.shows.naming.seasons import SEASON_WORDS

_EPISODE_WORDS = (
    r"episodes?|episodul|episodio|episódio|épisode|episod|epizoda|epizod|ep|eps|folge|capitulo|capítulo|cap|aflevering|avsnitt|odcinek|odc|jakso|osa|"
    r"bölüm|bolum|серия|серии|эпизод|выпуск|seri[jy]a|seria|serya|rész|resz|díl|dil|afsnit|puntata|emission|folgen|επεισόδιο|الحلقة|حلقة|פרק|tập"
)
_LONG_EPISODE_WORDS = r"серия|серии|сер|эпизод|выпуск|seri[jy]a|seria|serya|bölüm|bolum|rész|díl|epizoda|epizod|odcinek|jakso|osa|afsnit|avsnitt"
_B = r"(?<![^\W_])"
_SEASON_EPISODE = re.compile(
    rf"{_B}(?:s(?:eason)?[\s._]?|t(?=[0-9]{{1,2}}x?e[0-9]))(?P<s>[0-9]{{1,4}})"
    rf"(?:[\s._\-x\[\]()]{{0,4}}e(?:ps?(?:isode)?)?[\s._-]{{0,2}}[(]?|[\s._-]?x)(?P<e>[0-9]{{1,5}})(?![0-9])",
    re.IGNORECASE,
)
_GLUED_SEASON_EPISODE = re.compile(
    r"[sS](?P<s>[0-9]{2})[eE](?P<e>[0-9]{2,3})(?![0-9])|(?<![^\W_])[sS](?P<s2>0[0-9])(?P<e2>[0-9]{2})(?![^\W_])"
)
_GLUED_CROSS = re.compile(r"(?<=[a-z])(?P<s>[0-9]{1,2})x(?P<e>[0-9]{2})(?![^\W_])")
_LETTER_O = re.compile(r"(?<![^\W_])[sS](?P<s>[oO][0-9])[eE](?P<e>[0-9]{2,3})(?![0-9])")
_PAIR = re.compile(r"(?<![^\W_])(?P<s>0[1-9])[eE](?P<e>[0-9]{2,3})(?![^\W_])")
_CROSS = re.compile(
    r"(?<![^\W_])(?P<s>[0-9]{1,2}|00[0-9]|(?:19|20)[0-9]{2})[\s]?[xX×][\s]?(?P<e>[0-9]{1,3}|(?<=0[1-9][xX])[0-9]{4})(?![0-9]|[\s._]?bit)"
    r"(?!(?<=[xX]26[456]))(?!(?<=[0-9]\.[0-9]x[0-9]))(?!(?<=(?:19|20)[0-9]{2}x[0-9]{2})\.[0-9]{2}(?![0-9]))"
)
_MORE = re.compile(
    r"(?P<join>[\s._]{0,2}[-–~+&,][\s._]{0,2}|[\s._]{0,2}(?:to|and|bis|à|y|et|und)[\s._]{1,2}|[\s._]{0,2})"
    r"(?:(?:s[0-9]{1,4}[\s._]?)?(?:x?e(?:p(?!isode))?|x)[\s._]?|[0-9]{1,4}x)(?P<e>[0-9]{1,5})(?![0-9])(?!(?<=x26[456]))",
    re.IGNORECASE,
)
_MORE_TIGHT = re.compile(r"(?P<join>[-–~+&]|_(?=[0-9]{2}(?:\s|$)))(?P<e>[0-9]{1,4})(?:v[0-9])?(?![^\W_]|[!?%])")
_MORE_SPACED = re.compile(r"(?P<join>\s[-–~+&]\s)(?P<e>[0-9]{1,4})(?=\s*(?:$|[\[(]))")
_MORE_NEXT = re.compile(r"(?P<join>\.)(?P<e>[0-9]{2})(?=\.|$)")
_WORDS = re.compile(
    rf"{_B}(?:{SEASON_WORDS})[\s._#№:-]{{0,3}}(?P<s>[0-9]{{1,4}})[\s._,:;()\[\]–/-]{{0,4}}(?:{_EPISODE_WORDS}|e)[\s._#№-]{{0,3}}(?P<e>[0-9]{{1,4}})(?![0-9])",
    re.IGNORECASE,
)
_WORDS_REVERSED = re.compile(
    rf"{_B}(?P<s>[0-9]{{1,2}})(?:\.|-й|-го|й|ª|º|st|nd|rd|th|e|ème)?[\s._]{{0,2}}(?:{SEASON_WORDS}|sez)[\s._,:;()–-]{{0,4}}"
    rf"(?:(?P<e>[0-9]{{1,4}})(?:\.|-я|я)?[\s._]{{0,2}}(?:{_EPISODE_WORDS}|ser)|(?:{_EPISODE_WORDS}|e)[\s._#-]{{0,3}}(?P<e2>[0-9]{{1,4}}))",
    re.IGNORECASE,
)
_NUMBER_BEHIND = re.compile(r"[\s._#-]{0,3}[0-9]{1,3}(?![0-9]|[pi](?![^\W_]))")
_CJK = re.compile(
    r"(?:第\s?(?P<s>[0-9]{1,3}|[一二三四五六七八九十]{1,3})\s?[季期部][\s._-]{0,3}|(?:시즌|シーズン)\s?(?P<s2>[0-9]{1,2})[\s._-]{0,3})?"
    r"(?:第\s?(?P<e>[0-9]{1,4}|[一二三四五六七八九十]{1,3})\s?[集话話回巻卷]|제?\s?(?P<e2>[0-9]{1,4})\s?[화회])"
)
_SEASON_DOT = re.compile(
    rf"(?:(?:^|(?<=[\s._]))\[|(?:^|(?<=\s))[-–]\s|{_B}(?:episode|ep)[\s._]{{1,2}})(?P<s>[0-9]{{1,2}})\.(?P<e>[0-9]{{2,3}})(?=\]|\s[-–]|\s*$)",
    re.IGNORECASE,
)
_SEASON_DASH = re.compile(
    rf"{_B}(?:s(?P<s>[0-9]{{1,2}})|(?:{SEASON_WORDS})[\s._]?(?P<s2>[0-9]{{1,2}})|(?P<s3>[0-9])(?:st|nd|rd|th)[\s._]season|第\s?(?P<s4>[0-9]{{1,2}}|[一二三四五六七八九十]{{1,3}})\s?[季期部])[)\]]?"
    r"(?:[\s._]\((?:19|20)[0-9]{2}\)(?=\s[-–]))?"
    r"(?:[\s._]{0,2}[-–][\s._]{0,2}(?P<e>(?!(?:19|20)[0-9]{2}(?![0-9]))[0-9]{1,4})|[\s._](?P<e2>[0-9]{2,3}|1(?!080)[0-8][0-9]{2}))(?:v[0-9])?(?![^\W_])",
    re.IGNORECASE,
)
_CAP = re.compile(
    r"(?<![^\W_])cap(?:[ií]tulo)?[.\s](?P<s>[0-9]{1,2})(?P<e>[0-9]{2})(?:_(?P<to>[0-9]{3,4}))?(?![0-9])", re.IGNORECASE
)
_EPISODE = re.compile(
    rf"{_B}(?:(?:{_EPISODE_WORDS})[\s._#-]{{0,3}}|e|#)(?P<e>[0-9]{{1,4}})(?:v[0-9])?(?![^\W_])", re.IGNORECASE
)
_ORDINAL_EPISODE = re.compile(
    rf"{_B}(?P<e>[0-9]{{1,4}})(?:\.|-я|я|ª|º)?[\s._]{{1,2}}(?:{_LONG_EPISODE_WORDS})(?![^\W_])", re.IGNORECASE
)
_PART_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8, "ix": 9, "x": 10,
}  # fmt: skip
_PART = re.compile(
    rf"{_B}(?:part|parte|partie|teil|pt|del|deel|часть|chapter|chapitre|kapitel|p(?=[0-9]{{2}}\.))[\s._-]{{0,3}}(?P<e>[0-9]{{1,2}}|{'|'.join(sorted(_PART_WORDS, key=len, reverse=True))})(?![^\W_])",
    re.IGNORECASE,
)
_WORDED_EPISODE = re.compile(
    rf"{_B}(?:episode|ep|folge|épisode|episodio)[\s._-]{{1,3}}(?P<e>{'|'.join(sorted(_PART_WORDS, key=len, reverse=True))})(?![^\W_])",
    re.IGNORECASE,
)
_MORE_PARTS = re.compile(
    r"[\s._]*(?P<join>and|&|to|und|bis|et|à)[\s._]+(?:part|teil|partie|pt)?[\s._]?(?P<e>[0-9]{1,2})(?![^\W_])",
    re.IGNORECASE,
)
_OF = re.compile(
    rf"{_B}(?:(?:part|pt|teil|partie|episode|ep)[\s._]{{0,2}})?(?P<e>[0-9]{{1,2}})[\s._]?(?:of|von|de|din|из|iz|/)[\s._]?(?P<all>[0-9]{{1,2}})(?![^\W_])",
    re.IGNORECASE,
)
_SPECIAL = re.compile(
    rf"(?:{_B}|(?<=s[0-9][0-9]))(?:specials?|sp|ovas?|oad|oav|ona|特典|番外編?)[\s._-]{{0,3}}(?P<e>[0-9]{{1,3}})(?:v[0-9])?(?![^\W_])",
    re.IGNORECASE,
)
_CJK_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九十")}
_LONGEST_RANGE = 60


class Mark(msgspec.Struct, frozen=True, kw_only=True):
    """A numbering found in a name: what it says, where it stands, by which rule, and how sure that rule is."""

    rule: str
    start: int
    end: int
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    date: dt.date | None = None
    confidence: float = 0.95


def find_season_mark(name: str) -> Mark | None:
    """The first mark that states season and episode both."""
    for rule, pattern, gate in _STATED:
        if not gate(name):
            continue
        found = pattern.search(name)
        if found is None:
            continue
        said = _numbers_first(name, found) if rule == "words" else (rule, found)
        if mark := _stated(name, *said):
            return mark
    return None


def _numbers_first(name: str, found: re.Match[str]) -> tuple[str, re.Match[str]]:
    """`2.Sezon.7.Bölüm.2021`: where the numbers stand before their words, the pairs are read that way."""
    other = _WORDS_REVERSED.search(name)
    if other and _NUMBER_BEHIND.match(name, other.end()):
        return "words", found  # `Area 88 Staffel 9 Folge 17`
    return ("words_reversed", other) if other and other.start() < found.start() < other.end() else ("words", found)


def _stated(name: str, rule: str, found: re.Match[str]) -> Mark | None:
    groups = found.groupdict()
    season = next((value for key, value in groups.items() if key[0] == "s" and value), None)
    episode = groups.get("e") or groups.get("e2")
    if episode is None or (season is None and rule == "cjk"):
        return None
    if rule == "cap" and groups.get("to"):
        return _mark(
            rule, found.start(), found.end(), season, [_value(episode), _value(groups["to"]) % 100], is_range=True
        )
    numbers, end, is_range = _more(name, found.end(), _value(episode))
    return _mark(rule, found.start(), end, season, numbers, is_range=is_range)


def _mark(rule: str, start: int, end: int, season: str | None, numbers: list[int], *, is_range: bool) -> Mark:
    return Mark(
        rule=rule,
        start=start,
        end=end,
        season=_value(season) if season is not None else None,
        episodes=spread(numbers, is_range=is_range),
    )


def spread(numbers: list[int], *, is_range: bool) -> tuple[int, ...]:
    """`E01-E03` as 1, 2, 3; a list stays a list."""
    if is_range and len(numbers) == 2 and 0 < numbers[1] - numbers[0] <= _LONGEST_RANGE:
        return tuple(range(numbers[0], numbers[1] + 1))
    return tuple(sorted(set(numbers)))


def _more(name: str, end: int, first: int) -> tuple[list[int], int, bool]:
    """Further episodes behind the first: their numbers, where they end, and whether a dash joins them."""
    numbers, is_range = [first], False
    while len(numbers) < _LONGEST_RANGE:
        found = _MORE.match(name, end) or _MORE_TIGHT.match(name, end)
        if not found:
            found = _MORE_NEXT.match(name, end)
            if not found or int(found["e"]) != numbers[-1] + 1:
                break
        number = int(found["e"])
        if number <= numbers[-1] or number - numbers[-1] > _LONGEST_RANGE:
            break
        if found["join"] == "_" and number != numbers[-1] + 1:
            break  # `S04E01_31 Lovers`: a name that begins with a number
        is_range = (
            is_range or any(dash in found["join"] for dash in "-–~") or "to" in found["join"] or "bis" in found["join"]
        )
        numbers.append(number)
        end = found.end()
    return numbers, end, is_range


def more_numbers(name: str, end: int, first: int) -> tuple[tuple[int, ...], int]:
    """`02-03`, `02+03` behind a bare number: all of them, and where they end."""
    listed, last = [first], end
    while (next_one := _MORE_TIGHT.match(name, last)) and int(next_one["e"]) == listed[-1] + 1:
        listed, last = [*listed, int(next_one["e"])], next_one.end()
    if len(listed) > 2:
        return tuple(listed), last
    found = _MORE_TIGHT.match(name, end)
    if found is None and (spaced := _MORE_SPACED.match(name, end)) and int(spaced["e"]) == first + 1:
        found = spaced
    if found and first < int(found["e"]) <= first + _LONGEST_RANGE:
        is_range = any(dash in found["join"] for dash in "-–~")
        return spread([first, int(found["e"])], is_range=is_range), found.end()
    return (first,), end


def find_episode_mark(name: str) -> Mark | None:
    """The first mark that states an episode without its season: `E02`, `Folge 2`, `第02話`, `2of6`, `Part 2`, `SP1`."""
    cjk = _CJK.search(name) if not name.isascii() else None
    if cjk:
        return _mark("cjk", cjk.start(), cjk.end(), None, [_value(cjk["e"] or cjk["e2"])], is_range=False)
    special = _SPECIAL.search(name)
    if special:
        return _mark("special", special.start(), special.end(), "0", [int(special["e"])], is_range=False)
    for rule, pattern in (("episode_word", _EPISODE), ("episode_word", _ORDINAL_EPISODE)):
        found = pattern.search(name)
        if found:
            numbers, end, is_range = _more(name, found.end(), int(found["e"]))
            return _mark(rule, found.start(), end, None, numbers, is_range=is_range)
    worded = _WORDED_EPISODE.search(name)
    if worded:
        rule = "roman_episode" if set(worded["e"].lower()) <= set("ivx") else "worded_episode"
        return _mark(rule, worded.start(), worded.end(), None, [_PART_WORDS[worded["e"].lower()]], is_range=False)
    of = _OF.search(name)
    if of and int(of["e"]) <= int(of["all"]):
        return _mark("of", of.start(), of.end(), None, [int(of["e"])], is_range=False)
    return None


def find_part_mark(name: str) -> Mark | None:
    """A mini-series' `Part 2`, `Part Two`, `Teil II`."""
    found = _PART.search(name)
    if not found:
        return None
    value = found["e"].lower()
    number = int(value) if value.isdigit() else _PART_WORDS[value]
    numbers, end, is_range = _more(name, found.end(), number)
    further = _MORE_PARTS.match(name, end)
    if further and int(further["e"]) > number:
        numbers, end = [number, int(further["e"])], further.end()
        is_range = further["join"].lower() in {"to", "bis", "à"}
    return _mark("part_of_series", found.start(), end, None, numbers, is_range=is_range)


def _value(text: str) -> int:
    if text[0] in "oO":
        text = f"0{text[1:]}"
    if text.isdigit():
        return int(text)
    total = 0
    for character in text:
        digit = _CJK_DIGITS[character]
        total = (total or 1) * 10 if digit == 10 else total + digit
    return total


def _has_season_letter(name: str) -> bool:
    return "s" in name or "S" in name or "T" in name


def _has_episode_letter(name: str) -> bool:
    return "e" in name or "E" in name


def _has_cross(name: str) -> bool:
    return "x" in name or "X" in name or "×" in name


def _has_dot(name: str) -> bool:
    return "." in name


def _any(_: str) -> bool:
    return True


def _not_ascii(name: str) -> bool:
    return not name.isascii()


_STATED: tuple[tuple[str, re.Pattern[str], Callable[[str], bool]], ...] = (
    ("season_episode", _SEASON_EPISODE, _has_season_letter),
    ("cross", _CROSS, _has_cross),
    ("words", _WORDS, _any),
    ("words_reversed", _WORDS_REVERSED, _any),
    ("cjk", _CJK, _not_ascii),
    ("season_dot", _SEASON_DOT, _has_dot),
    ("season_dash", _SEASON_DASH, _any),
    ("glued", _GLUED_SEASON_EPISODE, _has_season_letter),
    ("cap", _CAP, _any),
    ("season_episode", _PAIR, _has_episode_letter),
    ("glued", _GLUED_CROSS, _has_cross),
    ("glued", _LETTER_O, _has_season_letter),
)
