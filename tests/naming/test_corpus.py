"""The share of corpus names read right: generated from documented habits, written by hand, and held out."""

import pytest

from tests.naming import scoring

# Issue C asks 96 % of movies, 92 % of episodes and 85 % of anime; these are what is reached, so that none is lost again.
FLOORS = {"movie": 0.99, "show": 0.98, "anime": 0.98}


@pytest.mark.parametrize("kind", FLOORS)
@pytest.mark.parametrize("part", ["", ".held_out", ".written"])
def test_names_are_read_right(kind: str, part: str) -> None:
    cases = list(scoring.lines(f"{kind}{part}.jsonl"))
    assert cases
    misread = [(case["path"], wrong) for case in cases if (wrong := scoring.wrong(case, scoring.read(case)))]
    assert 1 - len(misread) / len(cases) >= FLOORS[kind], misread[:20]


def test_whole_paths_are_read_right() -> None:
    cases = [case for case in scoring.lines("*.jsonl") if "/" in case["path"]]
    misread = [case["path"] for case in cases if scoring.wrong(case, scoring.read(case))]
    assert 1 - len(misread) / len(cases) >= 0.98, misread[:20]


def test_every_field_found_names_its_rule() -> None:
    for case in scoring.lines("*.written.jsonl"):
        reading = scoring.read(case)
        for name in ("title", "edition", "part", "extra", "ids"):
            assert bool(getattr(reading, name)) == (name in reading.rules), (case["path"], name)
