"""Dates of daily shows: `2014.02.11`, `11.02.2014`, `20140211`, `2014-Feb-11`."""

import datetime as dt
import re
from typing import NamedTuple

_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], 1
    )
}
_DIGIT_PAIR = re.compile(r"[0-9][^0-9]{0,12}[0-9]{2}")  # the least a date needs
_SEP = r"[\s._/-]{1,3}"
_YEAR_FIRST = re.compile(
    rf"(?<![0-9])(?P<y>(?:19|20)[0-9]{{2}})(?:{_SEP}|x(?=[0-9]{{2}}\.[0-9]{{2}}))(?P<m>[0-3]?[0-9]){_SEP}(?P<d>[0-3]?[0-9])(?![0-9]|[\s._]?[xX][0-9])"
)
_YEAR_LAST = re.compile(
    rf"(?<![0-9])(?P<a>[0-3]?[0-9]){_SEP}(?P<b>[0-3]?[0-9]){_SEP}(?P<y>(?:19|20)[0-9]{{2}})(?![0-9])"
)
_COMPACT = re.compile(r"(?<![0-9A-Za-z])(?P<y>(?:19|20)[0-9]{2})(?P<m>[01][0-9])(?P<d>[0-3][0-9])(?![0-9A-Za-z])")
_SHORT = re.compile(r"(?<![0-9])(?P<y>[0-3][0-9])[._-](?P<m>[01][0-9])[._-](?P<d>[0-3][0-9])(?![0-9])")
_SIX = re.compile(r"(?<=[\s._])(?P<y>[0-3][0-9])(?P<m>[01][0-9])(?P<d>[0-3][0-9])(?=[\s._]|$)")
_NAMED = re.compile(
    rf"(?<![0-9A-Za-z])(?:(?P<d>[0-3]?[0-9])(?:st|nd|rd|th)?{_SEP}(?P<m>{'|'.join(_MONTHS)})[a-z]{{0,6}}{_SEP}(?P<y>(?:19|20)[0-9]{{2}})"
    rf"|(?P<m2>{'|'.join(_MONTHS)})[a-z]{{0,6}}{_SEP}(?P<d2>[0-3]?[0-9])(?:st|nd|rd|th)?,?{_SEP}(?P<y2>(?:19|20)[0-9]{{2}})"
    rf"|(?P<y3>(?:19|20)[0-9]{{2}}){_SEP}(?P<m3>{'|'.join(_MONTHS)})[a-z]{{0,6}}{_SEP}(?P<d3>[0-3]?[0-9]))(?![0-9A-Za-z])",
    re.IGNORECASE,
)


class DateMark(NamedTuple):
    """A date, where it stands, and the other reading of `03.04.2014` when both are dates."""

    date: dt.date
    start: int
    end: int
    other: dt.date | None
    rule: str


def find_date(name: str) -> DateMark | None:
    """The air date in a name; day and month in doubt read as day first, with the other way beside it."""
    if _DIGIT_PAIR.search(name) is None:
        return None
    found = _YEAR_FIRST.search(name)
    if found and (date := _date(found["y"], found["m"], found["d"]) or _date(found["y"], found["d"], found["m"])):
        return DateMark(date, found.start(), found.end(), None, "date")
    found = _YEAR_LAST.search(name)
    if found:
        day_first = _date(found["y"], found["b"], found["a"])
        month_first = _date(found["y"], found["a"], found["b"])
        date = day_first or month_first
        if date:
            other = month_first if day_first and month_first != day_first else None
            return DateMark(date, found.start(), found.end(), other, "date_year_last")
    found = _COMPACT.search(name)
    if found and (date := _date(found["y"], found["m"], found["d"])):
        return DateMark(date, found.start(), found.end(), None, "date_compact")
    return _named(name) or _short(name)


def _named(name: str) -> DateMark | None:
    found = _NAMED.search(name)
    if not found:
        return None
    year, month, day = (found[part] or found[f"{part}2"] or found[f"{part}3"] for part in "ymd")
    date = _date(year, str(_MONTHS[month.lower()[:3]]), day)
    return DateMark(date, found.start(), found.end(), None, "date_named") if date else None


def _short(name: str) -> DateMark | None:
    """`14.02.11`, `140211`: two digits of the year first, as daily releases once wrote; `01-02-03` counts episodes."""
    found = _SHORT.search(name) or _SIX.search(name)
    if not found:
        return None
    year, month, day = int(found["y"]), int(found["m"]), int(found["d"])
    if (month, day) == (year + 1, year + 2) and "-" in found[0]:
        return None
    date = _date(f"20{found['y']}", found["m"], found["d"])
    rule = "date_short" if found.re is _SHORT else "date_six"
    return DateMark(date, found.start(), found.end(), None, rule) if date else None


def _date(year: str, month: str, day: str) -> dt.date | None:
    try:
        return dt.date(int(year), int(month), int(day))
    except ValueError:
        return None
