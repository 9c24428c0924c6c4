"""The year of a title, told apart from years and numbers that are the title."""

import re
from typing import NamedTuple

EARLIEST_YEAR = 1888  # Roundhay Garden Scene
LATEST_YEAR = 2035  # nothing is announced further ahead than this; later numbers belong to titles

_YEAR = re.compile(r"(?<![0-9A-Za-z])((?:18|19|20)[0-9]{2})(?![0-9A-Za-z])")
_SPAN = re.compile(r"[\s]?[-–—][\s]?(?:(?:19|20)[0-9]{2}|present|now|heute|\s?)?\s*(?=[)\]}])", re.IGNORECASE)
_BESIDE_YEAR = re.compile(r"[(\[][^()\[\]]{2,40}[\s,/–-](?=$)")
"""`(Louis Malle, 1958)`: a bracket that says more than the year it ends with."""
_DATE_TAIL = re.compile(r"[-._ /][01]?[0-9][-._ /][0-3]?[0-9](?![0-9])")


class Year(NamedTuple):
    """A year in a name: its number, where it stands with its brackets, and whether brackets hold it."""

    number: int
    start: int
    end: int
    is_bracketed: bool


def years_in(name: str) -> list[Year]:
    """Every number that can be a year, in order; `(2008-2013)` counts as its first year."""
    found: list[Year] = []
    skip_to = 0
    for match in _YEAR.finditer(name):
        number, start, end = int(match[1]), match.start(), match.end()
        if start < skip_to or not EARLIEST_YEAR <= number <= LATEST_YEAR:
            continue
        opening = start - 1
        while opening >= 0 and name[opening] == " ":
            opening -= 1
        if opening >= 0 and name[opening] in "([{（【":
            span = _SPAN.match(name, end)
            closing = span.end() if span else end
            while closing < len(name) and name[closing] == " ":
                closing += 1
            if closing < len(name) and name[closing] in ")]}）】":
                found.append(Year(number, opening, closing + 1, is_bracketed=True))
                skip_to = closing
                continue
        beside = _BESIDE_YEAR.search(name, max(0, start - 43), start) if name[end : end + 1] in {")", "]"} else None
        if beside and beside.start() > 0:
            found.append(Year(number, beside.start(), end + 1, is_bracketed=True))
            continue
        found.append(Year(number, start, end, is_bracketed=False))
    return found


def is_date(name: str, year: Year) -> bool:
    """Whether the year begins a date (`2014.02.11`)."""
    return not year.is_bracketed and _DATE_TAIL.match(name, year.end) is not None


_END_IN_A_YEAR = frozenset(
    [
        "space 1999", "reply 1988", "reply 1994", "reply 1997", "wonder woman 1984", "death race 2000", "cherry 2000",
        "class of 1984", "class of 1999", "heavy metal 2000", "dracula 2000", "fantasia 2000", "blues brothers 2000",
        "godzilla 2000", "airport 1975", "argentina 1985", "summer 1993", "fear street 1978", "fear street 1994",
    ]
)  # fmt: skip
"""Titles of films and series that end in what would date others."""
_NOT_WORD = re.compile(r"[\W_]+")


def is_of_title(name: str, year: Year) -> bool:
    """Whether a year that no bracket holds is the end of a known title (*Space: 1999*)."""
    return not year.is_bracketed and _NOT_WORD.sub(" ", name[: year.end].lower()).strip() in _END_IN_A_YEAR


def title_year(name: str, tags_start: int) -> Year | None:
    """The year that dates the title: the last in brackets, else the last bare one before the tags.

    A year at the very start is the title itself (`2012`, `1917 (2019)`).
    """
    years = [year for year in years_in(name) if name[: year.start].strip(" ._-([{")]
    bracketed = [year for year in years if year.is_bracketed]
    if bracketed:
        return bracketed[0] if bracketed[0].start <= tags_start else bracketed[-1]
    before = [year for year in years if year.start <= tags_start]
    if before:
        return before[-1]
    behind = [year for year in years if not (year.end == len(name) and name[year.start - 1] == "-")]  # the group *1920*
    return behind[0] if behind else None
