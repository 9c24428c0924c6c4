"""Parts of one film or episode in several files: `cd1`, `pt2`, `disc 1 of 2`, `part a`."""

import re
from typing import NamedTuple

_MARK = re.compile(
    r"(?<![A-Za-z])(?P<word>cd|dvd|dis[ck]|part|parte|teil|pt)(?P<gap>[\s._-]*)"
    r"(?P<value>[0-9]{1,2}|[a-d]|i{1,3}|iv|vi{0,3})(?:[\s._-]?(?:of|von|de|/)[\s._-]?[0-9]{1,2})?[)\]]?(?=$|[\s._\-)\]])",
    re.IGNORECASE,
)
_LETTER = re.compile(r"(?<=[)\]])[\s._-]*([a-d])$|[\s._-]-[\s]?([a-d])$", re.IGNORECASE)
_ROMAN = {"i": 1, "ii": 2, "iii": 3, "iv": 4, "v": 5, "vi": 6, "vii": 7, "viii": 8}
_SURE_WORDS = frozenset({"cd", "dvd", "disc", "disk"})
_LAST_PART = 26


class Part(NamedTuple):
    """A part mark: its number, where it stands, and whether it cannot be a title (`cd1`; not `Part 2`)."""

    number: int
    start: int
    end: int
    is_sure: bool


def find_part(name: str, behind: int = 0) -> Part | None:
    """The last part mark of the name that starts at `behind` or later."""
    last: re.Match[str] | None = None
    for last in _MARK.finditer(name, behind):
        pass
    if last is None:
        return None
    value = last["value"].lower()
    number = int(value) if value.isdigit() else _ROMAN.get(value) or ord(value) - ord("a") + 1
    if not 1 <= number <= _LAST_PART:
        return None
    word, gap = last["word"].lower(), last["gap"]
    is_sure = (word in _SURE_WORDS and value.isalnum() and value not in {"i", "v"}) or (
        word in {"pt", "part"} and gap == "" and len(value) <= 2
    )
    start = len(name[behind : last.start()].rstrip(" \t._-([")) + behind
    return Part(number, start, last.end(), is_sure)


def letter_part(name: str) -> Part | None:
    """A lone letter behind a dated title: `Film (2010)a`, `Film (2010) - b`."""
    found = _LETTER.search(name)
    if not found:
        return None
    letter = (found[1] or found[2]).lower()
    return Part(ord(letter) - ord("a") + 1, found.start(), found.end(), is_sure=True)
