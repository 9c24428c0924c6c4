"""How near a name is to what somebody typed: what the index proposes is put in order by this."""

from collections.abc import Sequence
from uuid import UUID

from rapidfuzz import fuzz

from matinee.search.records import Found, SearchKind
from matinee.search.text import folded, is_dense, split_year

LEAST = 62.0
"""Below this it is another name."""
_BEGINS, _WORD_BEGINS, _OTHER_ORDER, _OTHER_LANGUAGE, _YEAR_EQUAL, _YEAR_OFF = 0.97, 0.92, 0.93, 0.99, 3.0, 6.0
_SHORT = 3
_PREFERRED: dict[SearchKind, float] = {"movie": 2.0, "series": 2.0, "person": 1.0}


class Asked:
    """What somebody typed: as a whole, and as a name with the year behind it."""

    def __init__(self, query: str) -> None:
        self.text = folded(query)
        name, self._year = split_year(query)
        self._name = folded(name)

    def nearness(self, names: Sequence[str], year: int | None) -> float:
        """Give 0 to 100 and a little: the best of a title's folded names, the one of the typed year preferred."""
        near = _best(self.text, names)
        if self._year is None:
            return near
        return max(near, _with_year(_best(self._name, names), self._year, year))


def _best(query: str, names: Sequence[str]) -> float:
    best = 0.0
    for number, name in enumerate(names):
        near = _one(query, name)
        best = max(best, near if number == 0 else near * _OTHER_LANGUAGE)
    return best


def order(found: Found) -> tuple[float, UUID]:
    """Give the place of what was found: the nearest first; of equally near ones titles, then people, then episodes."""
    return -(found.score + _PREFERRED.get(found.kind, 0.0)), found.id


def _with_year(score: float, asked: int, year: int | None) -> float:
    if year is None:
        return score
    return score + _YEAR_EQUAL if asked == year else score - (0 if abs(asked - year) == 1 else _YEAR_OFF)


def _one(query: str, name: str) -> float:
    if query == name:
        return 100.0
    whole = fuzz.ratio(query, name)
    begins = fuzz.ratio(query, name[: len(query)]) * _BEGINS
    if len(query) <= _SHORT:
        words = any(word.startswith(query) for word in name.split()) or (is_dense(query) and query in name)
        return max(whole, begins if name.startswith(query) else 0.0, 100 * _WORD_BEGINS if words else 0.0)
    return max(whole, begins, _within(query, name) * _WORD_BEGINS, fuzz.token_sort_ratio(query, name) * _OTHER_ORDER)


def _within(query: str, name: str) -> float:
    """The query against what begins at each word of a longer name."""
    if len(name) <= len(query):
        return 0.0
    best = 0.0
    at = name.find(" ")
    while at >= 0:
        best = max(best, fuzz.ratio(query, name[at + 1 : at + 1 + len(query)]))
        at = name.find(" ", at + 1)
    return best
