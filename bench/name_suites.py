"""Names as the tests of other programs assert them: guessit's own suites and those it carries of five other parsers.

They are read at run time from the installed guessit and never copied: our rules have no part of them. Only what a
library needs is compared: title, year, season, episodes, date. `MATINEE_BENCH_WRONG=1` also prints each wrong name.
"""

import json
import os
from collections.abc import Iterator
from datetime import date
from importlib.resources import files
from typing import Any

import yaml

from tests.naming import scoring

NAME = "names as other programs' tests assert them"
_HERE = files("guessit") / "test"
type Expected = dict[str, Any]
type Named = tuple[str, str, Expected]
"""Kind, name, what is expected of it."""


def run() -> list[dict[str, object]]:
    """The share read right, by suite."""
    return [_row(suite, names) for suite, names in _suites()]


def _suites() -> Iterator[tuple[str, list[Named]]]:
    for suite in ("episodes", "movies", "various"):
        yield f"guessit {suite}", list(_yaml(suite))
    for each in sorted((_HERE / "cross_parser").iterdir(), key=lambda path: path.name):
        if each.name.endswith(".json") and each.name != "baseline.json":
            given = json.loads(each.read_text(encoding="utf-8"))
            names = [(_kind(entry["expected"]), entry["release_name"], entry["expected"]) for entry in given["entries"]]
            yield given["_source"], [named for named in names if named[0]]


def _yaml(suite: str) -> Iterator[Named]:
    given: Expected = yaml.safe_load((_HERE / f"{suite}.yml").read_text(encoding="utf-8"))
    default = given.pop("__default__", None) or {}
    for name, expected in given.items():
        if not isinstance(expected, dict) or str(name).startswith(("+", "-")) or "options" in expected:
            continue
        whole = {**default, **{str(key): value for key, value in expected.items()}}
        if kind := _kind(whole):
            yield kind, str(name), whole


def _kind(expected: Expected) -> str:
    if not expected.get("title"):
        return ""
    if expected.get("type") == "movie":
        return "movie"
    if any(expected.get(each) for each in ("episode", "absolute_episode", "date")):
        return "show"
    is_series = expected.get("type") == "episode" or "season" in expected or "episode_title" in expected
    return "" if is_series else "movie"


def _row(suite: str, names: list[Named]) -> dict[str, object]:
    right: dict[str, list[bool]] = {"movie": [], "show": []}
    for kind, name, expected in names:
        wrong = _wrong(kind, name, expected)
        right[kind].append(not wrong)
        if wrong and os.environ.get("MATINEE_BENCH_WRONG"):
            print(f"{suite}\t{kind}\t{name}\t{'; '.join(wrong)}")
    shares = {kind: f"{sum(each)} of {len(each)} ({sum(each) / len(each):.1%})" for kind, each in right.items() if each}
    return {"suite": suite, "movies": shares.get("movie", ""), "shows": shares.get("show", "")}


def _wrong(kind: str, name: str, expected: Expected) -> list[str]:
    reading = scoring.read({"kind": kind, "path": name})
    title, year = str(expected["title"]), expected.get("year")
    wrong: list[str] = []
    titles = {
        scoring.flat(title),
        scoring.flat(f"{title} {year or ''}"),
        scoring.flat(f"{title} {expected.get('country', '')}"),
    }
    if scoring.flat(reading.title) not in titles:
        wrong.append(f"title {reading.title!r}, not {title!r}")
    if kind == "movie":
        if year is not None and getattr(reading, "year", None) != year:
            wrong.append(f"year {getattr(reading, 'year', None)}, not {year}")
        return wrong
    wanted = _numbers(expected, "episode")
    read = [*getattr(reading, "episodes", ()), *getattr(reading, "absolute", ())]
    if wanted and not set(wanted) <= set(read) and sorted(wanted) != sorted(_numbers(expected, "absolute_episode")):
        wrong.append(f"episodes {read}, not {wanted}")
    seasons, season = _numbers(expected, "season"), getattr(reading, "season", None)
    if len(seasons) == 1 and season != seasons[0] and not (season is None and seasons == [1]):
        wrong.append(f"season {season}, not {seasons[0]}")
    on = expected.get("date")
    found = getattr(reading, "date", None)
    if isinstance(on, date) and found != on:
        wrong.append(f"date {found}, not {on}")
    return wrong


def _numbers(expected: Expected, name: str) -> list[int]:
    given = expected.get(name)
    values = given if isinstance(given, list) else [given]
    return [each for each in values if isinstance(each, int)]
