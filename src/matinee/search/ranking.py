"""How near a name is to what somebody typed: what the index proposes is put in order by this.

A name that is what was typed comes before one that begins so, that before one with a word that begins so, and a name
with other letters comes last: however long they are, none of these passes the one before it.
"""

from collections.abc import Sequence
from uuid import UUID

from rapidfuzz import fuzz

from matinee.search.records import Found, SearchKind
from matinee.search.text import folded, is_dense, spelt, split_year

LEAST = 54.0
"""Below this it is another name."""
_EXACT, _NEARLY_EXACT = 100.0, 98.5
_BEGINS, _WORD_BEGINS, _OTHER_ORDER, _BY_LENGTH = 94.0, 88.0, 89.0, 0.03
"""Names of one class stand by how much of them was typed: up to 3 more."""
_LETTERS_DIFFER, _IN_BEGINNING, _IN_WORDS, _IN_ORDER = 0.87, 0.85, 0.80, 0.81
_OTHER_LANGUAGE, _YEAR_EQUAL, _YEAR_OFF = 0.99, 3.0, 6.0
_WITH_SERIES = 0.97
_SHORT = 3
_PREFERRED: dict[SearchKind, float] = {"movie": 2.0, "series": 2.0, "person": 1.0}
_ARTICLES = {
    *("the", "a", "an", "le", "la", "les", "un", "une", "el", "los", "las", "una", "il", "lo", "gli", "uno"),
    *("der", "die", "das", "ein", "eine", "de", "het", "een", "o", "os", "as", "um", "uma", "den", "det", "en", "ett"),
    *("az", "al"),
}
_FUZZY_LEAST = LEAST / _LETTERS_DIFFER


class Asked:
    """What somebody typed: as a whole, as letters that may go on, and as a name with the year behind it."""

    def __init__(self, query: str) -> None:
        self.texts = list(dict.fromkeys((folded(query), spelt(query))))
        """Folded; the second, where there is one, takes what may be a Roman number for the beginning of a word."""
        self._wholes = [_Typed(each) for each in self.texts]
        name, self._year = split_year(query)
        self._name = _Typed(folded(name))

    def nearness(self, names: Sequence[str], year: int | None = None, series: str = "") -> float:
        """Give 0 to 100 and a little: the best of a title's folded names, the one of the typed year preferred."""
        near = max(each.best(names) for each in self._wholes)
        if self._year is not None:
            near = max(near, _with_year(self._name.best(names), self._year, year))
        if series and near < _BEGINS:
            near = max(near, self._wholes[0].best_behind(series, names))
        return near


def order(found: Found) -> tuple[float, UUID]:
    """Give the place of what was found: the nearest first; of equally near ones titles, then people, then episodes."""
    return -(found.score + _PREFERRED.get(found.kind, 0.0)), found.id


def _with_year(score: float, asked: int, year: int | None) -> float:
    if year is None:
        return score
    return score + _YEAR_EQUAL if asked == year else score - (0 if abs(asked - year) == 1 else _YEAR_OFF)


class _Typed:
    """Folded words beside which names are held."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._bare = _without_article(text)
        self._joined = text.replace(" ", "")
        self._begins_word = f" {text}"
        self._is_dense = is_dense(text)
        self._is_short = len(text) <= _SHORT
        self._sorted = " ".join(sorted(text.split())) if " " in text else ""

    def best(self, names: Sequence[str]) -> float:
        """Give the nearness of the nearest of these names, those after the first being in another language."""
        if len(names) == 1:
            return self._one(names[0])
        return max(self._one(name) * (_OTHER_LANGUAGE if number else 1) for number, name in enumerate(names))

    def best_behind(self, series: str, names: Sequence[str]) -> float:
        """Give the nearness of an episode of which the series was named, too, and at least a letter of itself."""
        if len(self._text) <= len(series) + 1 or self._text[:1] != series[:1]:
            return 0.0
        return max((self._one(f"{series} {name}") for name in names), default=0.0) * _WITH_SERIES

    def _one(self, name: str) -> float:
        query = self._text
        if query == name:
            return _EXACT
        bare, joined = _without_article(name), name.replace(" ", "")
        if bare == self._bare or joined == self._joined:
            return _NEARLY_EXACT
        return self._with_more(name, bare, joined)

    def _with_more(self, name: str, bare: str, joined: str) -> float:
        query = self._text
        share = _BY_LENGTH * 200 * len(query) / (len(query) + len(name))
        if name.startswith(query) or bare.startswith(self._bare):
            return _BEGINS + share
        if self._begins_word in name or (self._is_dense and query in name):
            return _WORD_BEGINS + share
        if not self._is_short and joined.startswith(self._joined):
            return _WORD_BEGINS + share
        return self._with_other_letters(name)

    def _with_other_letters(self, name: str) -> float:
        query = self._text
        whole = fuzz.ratio(query, name, score_cutoff=_FUZZY_LEAST) * _LETTERS_DIFFER
        if self._is_short:
            return whole
        begins = fuzz.ratio(query, name[: len(query)], score_cutoff=_FUZZY_LEAST) * _IN_BEGINNING
        best = max(whole, begins, self._in_another_order(name))
        return max(best, self._within(name) * _IN_WORDS) if len(name) > len(query) else best

    def _in_another_order(self, name: str) -> float:
        if not self._sorted:
            return 0.0
        words = " ".join(sorted(name.split()))
        near = fuzz.ratio(self._sorted, words, score_cutoff=_FUZZY_LEAST)
        return _OTHER_ORDER if near == _EXACT else near * _IN_ORDER

    def _within(self, name: str) -> float:
        """Hold the query against what begins at each word of a longer name."""
        best = _FUZZY_LEAST
        at = name.find(" ")
        while at >= 0:
            part = name[at + 1 : at + 1 + len(self._text)]
            best = max(best, fuzz.ratio(self._text, part, score_cutoff=best))
            at = name.find(" ", at + 1)
        return best if best > _FUZZY_LEAST else 0.0


def _without_article(name: str) -> str:
    first, _, rest = name.partition(" ")
    return rest if rest and first in _ARTICLES else name
