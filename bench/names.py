"""How many names are read right, beside guessit in the same run, and what a name costs: `python -m bench.names`.

The corpus is our own (`tests/naming/corpus`): generated from documented habits, written by hand, and a held-out
quarter. guessit counts as right when its answer means the same: an absolute number may be its episode, an edition
any of its editions, an extra any of its kinds.
"""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from typing import Any

from guessit import guessit

from tests.naming import scoring

NAME = "names"
GUESSIT_EVERY = 6  # one name in so many: it takes about 15 ms for each
KINDS = ("movie", "show", "anime", "whole paths", "written by hand", "held out")
type Case = dict[str, Any]


def run() -> dict[str, Any]:
    """The share read right by category for both on the same sample, ours on all, and the cost of a name."""
    cases = list(_cases())
    sample = cases[::GUESSIT_EVERY]
    ours_all = _shares(cases, is_ours_right)
    ours, theirs = _shares(sample, is_ours_right), _shares(sample, is_guessit_right)
    costs = _costs_us(cases)
    return {
        "names": len(cases),
        "sample": len(sample),
        "right": {kind: {"all": ours_all[kind], "sample": ours[kind], "guessit": theirs[kind]} for kind in KINDS},
        "us_a_name": {"mean": statistics.fmean(costs), "median": statistics.median(costs), "p99": _p99(costs)},
        "guessit_us_a_name": statistics.median(_guessit_cost_us(case) for case in sample[:60]),
    }


def _cases() -> list[Case]:
    found: list[Case] = []
    for pattern, mark in (
        ("*.held_out.jsonl", "held out"),
        ("*.written.jsonl", "written by hand"),
        ("*e.jsonl", ""),
        ("show.jsonl", ""),
    ):
        found += [{**case, "mark": mark} for case in scoring.lines(pattern)]
    return found


def _categories(case: Case) -> list[str]:
    return [case["kind"], *(["whole paths"] if "/" in case["path"] else []), *([case["mark"]] if case["mark"] else [])]


def _shares(cases: list[Case], is_right: Callable[[Case], bool]) -> dict[str, float]:
    total: dict[str, list[bool]] = defaultdict(list)
    for case in cases:
        right = is_right(case)
        for category in _categories(case):
            total[category].append(right)
    return {category: sum(rights) / len(rights) for category, rights in total.items()}


def is_ours_right(case: Case) -> bool:
    """Whether our reading is what the line expects."""
    return not scoring.wrong(case, scoring.read(case))


def is_guessit_right(case: Case) -> bool:
    """Whether guessit's answer means what the line expects."""
    found = guessit(case["path"], {"type": "movie" if case["kind"] == "movie" else "episode"})
    return all(_guessit_agrees(name, value, found) for name, value in case["expect"].items())


def _guessit_agrees(name: str, value: Any, found: dict[str, Any]) -> bool:  # noqa: ANN401, PLR0911 - one case a field
    numbers = _listed(found, "episode") + _listed(found, "absolute_episode")
    if name == "title":
        title = found.get("title", "")
        return scoring.flat(value) in {scoring.flat(title), scoring.flat(f"{title} {found.get('year', '')}")}
    if name in {"episodes", "absolute"}:
        return sorted(value) == sorted(_listed(found, "episode")) or (bool(value) and set(value) <= set(numbers))
    if name == "number":
        return value in numbers
    if name == "edition":
        return value is None or any(
            str(each)[:4].lower() == value[:4].lower()
            for each in [*_listed(found, "edition"), *_listed(found, "other")]
        )
    if name == "extra":
        return value is None or bool(found.get("other") or found.get("episode_details"))
    if name == "part":
        return value in {found.get("part"), found.get("cd")}
    if name == "season":
        return (
            value == found.get("season")
            or (value == 1 and "season" not in found)
            or (value == 0 and "episode_details" in found)
        )
    if name == "group":
        return found.get("release_group") is not None
    if name == "date":
        return str(found.get("date")) == value
    return name == "ids" or value == found.get(name)


def _listed(found: dict[str, Any], name: str) -> list[Any]:
    value = found.get(name, [])
    return value if isinstance(value, list) else [value]


def _costs_us(cases: list[Case]) -> list[float]:
    costs: list[float] = []
    for case in cases:
        start = time.process_time_ns()
        scoring.read(case)
        costs.append((time.process_time_ns() - start) / 1000)
    return costs


def _guessit_cost_us(case: Case) -> float:
    start = time.process_time_ns()
    guessit(case["path"])
    return (time.process_time_ns() - start) / 1000


def _p99(costs: list[float]) -> float:
    return sorted(costs)[int(len(costs) * 0.99)]


def main() -> None:
    """Print the table."""
    result = run()
    print(f"{result['names']} names, {result['sample']} of them read by both")
    print(f"{'':16}{'all':>8}{'sample':>9}{'guessit':>9}")
    for kind, share in result["right"].items():
        print(f"{kind:16}{share['all']:8.1%}{share['sample']:9.1%}{share['guessit']:9.1%}")
    cost = result["us_a_name"]
    print(f"microseconds a name: mean {cost['mean']:.0f}, median {cost['median']:.0f}, p99 {cost['p99']:.0f}")
    print(f"guessit: median {result['guessit_us_a_name']:.0f}")


if __name__ == "__main__":
    main()
