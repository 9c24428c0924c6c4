"""How a reading is held against what a corpus line expects. Only the fields a line names are compared."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from matinee.catalog.naming import match_key
from matinee.movies.naming import MovieReading, read_movie_path
from matinee.shows.naming import EpisodeReading, read_episode_path

CORPUS = Path(__file__).parent / "corpus"


def lines(pattern: str) -> Iterator[dict[str, Any]]:
    """The corpus lines of the files that match."""
    for path in sorted(CORPUS.glob(pattern)):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.strip():
                yield json.loads(line)


def flat(title: str | None) -> str:
    """A title for comparison: letters and digits only."""
    return match_key(title or "").replace(" ", "").replace("and", "")


def read(case: dict[str, Any]) -> MovieReading | EpisodeReading:
    """The reading of a corpus line by its kind."""
    return read_movie_path(case["path"]) if case["kind"] == "movie" else read_episode_path(case["path"])


def wrong(case: dict[str, Any], reading: MovieReading | EpisodeReading) -> list[str]:
    """The fields that differ from what the line expects."""
    return [name for name, value in case["expect"].items() if not _is_right(name, value, reading)]


def _is_right(name: str, value: Any, reading: MovieReading | EpisodeReading) -> bool:  # noqa: PLR0911 - one case a field
    if name == "title":
        return flat(reading.title) == flat(value)
    if name == "year":
        return value == (reading.year if isinstance(reading, MovieReading) else reading.series_year)
    if name == "edition":
        found = (reading.edition or "").lower()
        return (value is None and not found) or (bool(value) and value.split()[0].lower() in found)
    if isinstance(reading, EpisodeReading):
        if name == "number":
            return value in {*reading.episodes, *reading.absolute}
        if name == "date":
            return value == (reading.date.isoformat() if reading.date else None)
        if name in {"episodes", "absolute"}:
            return value == list(getattr(reading, name))
    return value == getattr(reading, name)
