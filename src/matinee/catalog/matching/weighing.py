"""How well two descriptions of a title agree, in words that can be shown. Pure functions."""

from enum import Enum

import msgspec
from rapidfuzz import fuzz

from matinee.catalog.content_type import Reason
from matinee.catalog.naming import match_key

SAME_TITLE = 0.85
"""From here on two titles are spellings of one (`Amelie` and `Amélie`, `Se7en` and `Seven` just not)."""
NEAR_TITLE = 0.6
"""From here on they may be, if the year says so, too."""
_RUNTIME_FREE_MS = 5 * 60_000
_RUNTIME_FREE_SHARE = 0.08
"""Cuts, credits and the 4 % of PAL differ by that much; more speaks against it."""


class Agreement(Enum):
    """Whether two descriptions are of one title."""

    AGREES = "agrees"
    UNKNOWN = "unknown"
    AGAINST = "against"


class Described(msgspec.Struct, frozen=True, kw_only=True):
    """A title as somebody describes it."""

    titles: tuple[str, ...]
    """Its names: title, original title."""
    year: int | None = None
    ids: dict[str, str] = {}
    runtime_ms: int | None = None


class Weighed(msgspec.Struct, frozen=True):
    """What a comparison gave: 0 to 1, and why."""

    agreement: Agreement
    score: float
    reasons: tuple[Reason, ...]


def similarity(one: str, other: str) -> float:
    """Give how alike two titles are, 0 to 1, whatever their spelling, articles and marks."""
    a, b = match_key(one), match_key(other)
    if a == b:
        return 1.0
    return round(fuzz.ratio(a, b) / 100, 2)


def compare(said: Described, candidate: Described) -> Weighed:
    """Compare what a file says with a title it might be of."""
    shared = said.ids.keys() & candidate.ids.keys()
    same_ids = sorted(each for each in shared if said.ids[each] == candidate.ids[each])
    other_ids = sorted(shared - set(same_ids))
    likeness = max((similarity(a, b) for a in said.titles for b in candidate.titles), default=None)
    years = _years(said.year, candidate.year)
    runtime, runtime_weight = _runtime(said.runtime_ms, candidate.runtime_ms)
    reasons = [Reason("id_equal", each) for each in same_ids] + [Reason("id_differs", each) for each in other_ids]
    if likeness is not None:
        reasons.append(Reason("title", f"{likeness:.2f}"))
    reasons += [Reason(years)] if years != "year_unknown" else []
    reasons += runtime
    score = _score(likeness, years, bool(same_ids), bool(other_ids)) - runtime_weight
    agreement = _agreement(said, candidate, likeness, years, (bool(same_ids), bool(other_ids)))
    return Weighed(agreement, round(max(0.0, min(1.0, score)), 2), tuple(reasons))


def _years(one: int | None, other: int | None) -> str:
    if one is None or other is None:
        return "year_unknown"
    if one == other:
        return "year_equal"
    return "year_near" if abs(one - other) == 1 else "year_differs"


def _runtime(one: int | None, other: int | None) -> tuple[list[Reason], float]:
    if not one or not other:
        return [], 0.0
    off = abs(one - other)
    minutes = round(off / 60_000)
    is_near = off <= max(_RUNTIME_FREE_MS, other * _RUNTIME_FREE_SHARE)
    return [Reason("runtime_off_minutes", str(minutes))], 0.0 if is_near else 0.2


def _score(likeness: float | None, years: str, same_ids: bool, other_ids: bool) -> float:  # noqa: FBT001
    if same_ids and not other_ids:
        return 1.0
    weight = {"year_equal": 1.0, "year_near": 0.95, "year_unknown": 0.85, "year_differs": 0.6}[years]
    return (likeness or 0.0) * weight * (0.5 if other_ids else 1.0)


def _agreement(
    said: Described, candidate: Described, likeness: float | None, years: str, ids: tuple[bool, bool]
) -> Agreement:
    same_ids, other_ids = ids
    if same_ids or other_ids:
        return Agreement.AGREES if same_ids and not other_ids else Agreement.AGAINST
    if likeness is None:
        return Agreement.UNKNOWN
    if years == "year_differs":
        return Agreement.AGAINST
    if likeness >= SAME_TITLE or _is_longer_form(said, candidate):
        return Agreement.AGREES
    return Agreement.AGREES if likeness >= NEAR_TITLE and years == "year_equal" else Agreement.AGAINST


def _is_longer_form(said: Described, candidate: Described) -> bool:
    """`Star Wars` of `Star Wars: Episode IV`: one begins with all words of the other, and both say one year."""
    if said.year is None or said.year != candidate.year:
        return False
    keys = [(match_key(a), match_key(b)) for a in said.titles for b in candidate.titles]
    return any(a.startswith(f"{b} ") or b.startswith(f"{a} ") for a, b in keys if a and b)
