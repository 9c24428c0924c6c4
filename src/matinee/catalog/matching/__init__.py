"""Deciding which title a file is of: pure functions over what its name and its NFO say."""

from matinee.catalog.matching.judging import TOO_CLOSE, NameSays, OtherReading, Verdict, judge
from matinee.catalog.matching.weighing import Agreement, Described, Weighed, compare, similarity

__all__ = [
    "TOO_CLOSE",
    "Agreement",
    "Described",
    "NameSays",
    "OtherReading",
    "Verdict",
    "Weighed",
    "compare",
    "judge",
    "similarity",
]
