"""`matinee identify`: what Matinee reads from a path, and by which rule. No file needs to exist."""

import os
import sys
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import msgspec
from cyclopts import Parameter

from matinee.cli.which_kind import is_episode
from matinee.movies.naming import MovieReading, read_movie_path
from matinee.shows.naming import EpisodeReading, read_episode_path

_encoder = msgspec.json.Encoder()


class Identified(msgspec.Struct, frozen=True, kw_only=True):
    """One line of `identify --json`; `kind` in the words of `--kind`."""

    kind: str
    title: str | None
    year: int | None
    season: int | None
    episodes: list[int]
    absolute: list[int]
    date: str | None
    edition: str | None
    part: int | None
    ids: dict[str, str]
    extra: str | None
    rules: dict[str, str]


def identify(
    *paths: str,
    kind: Literal["movies", "shows"] | None = None,
    as_json: Annotated[bool, Parameter(name="--json", negative="")] = False,
) -> None:
    """Print what Matinee reads from paths.

    Parameters
    ----------
    paths
        Paths as they lie in a library; without any they are read from standard input, one a line.
    kind
        Read them as movies or as shows. Without it each path decides for itself.
    as_json
        One JSON object a line.
    """
    lines: Iterable[bytes] = (os.fsencode(path) for path in paths) if paths else _lines()
    write = sys.stdout.buffer.write
    for line in lines:
        found = identify_path(line, kind)
        write(_encoder.encode(found) + b"\n" if as_json else _text(line, found))
    sys.stdout.buffer.flush()


def _lines() -> Iterator[bytes]:
    """One path a line, an empty line too: the third line of the answer is about the third line given."""
    for line in sys.stdin.buffer:
        yield line.rstrip(b"\r\n")


def identify_path(path: str | bytes, kind: str | None = None) -> Identified:
    """Read one path as the kind asked for; without one, as an episode when something numbers or dates it."""
    if kind == "movies":
        return _movie(read_movie_path(path))
    episode = read_episode_path(path)
    if kind == "shows" or is_episode(path, episode):
        return _episode(episode)
    return _movie(read_movie_path(path))


def _movie(reading: MovieReading) -> Identified:
    return Identified(
        kind="movies",
        title=reading.title or None,
        year=reading.year,
        season=None,
        episodes=[],
        absolute=[],
        date=None,
        edition=reading.edition,
        part=reading.part,
        ids=reading.ids,
        extra=reading.extra,
        rules=reading.rules,
    )


def _episode(reading: EpisodeReading) -> Identified:
    return Identified(
        kind="shows",
        title=reading.title or None,
        year=reading.series_year,
        season=reading.season,
        episodes=list(reading.episodes),
        absolute=list(reading.absolute),
        date=reading.date.isoformat() if reading.date else None,
        edition=reading.edition,
        part=reading.part,
        ids=reading.ids,
        extra=reading.extra,
        rules=reading.rules,
    )


def _text(path: bytes, found: Identified) -> bytes:
    rules = found.rules
    shown_by_name: dict[str, object] = {
        "kind": found.kind,
        "title": found.title,
        "year": found.year,
        "season": found.season,
        "episodes": ", ".join(map(str, found.episodes)),
        "absolute": ", ".join(map(str, found.absolute)),
        "date": found.date,
        "edition": found.edition,
        "part": found.part,
        "ids": ", ".join(f"{provider}={value}" for provider, value in found.ids.items()),
        "extra": found.extra,
    }
    lines = [path, b"\n"]
    for name, shown in shown_by_name.items():
        if shown in {None, ""}:
            continue
        rule = f"  ({rules[name]})" if name in rules else ""
        lines.append(f"  {name:<9} {shown}{rule}\n".encode("utf-8", "replace"))
    return b"".join(lines)
