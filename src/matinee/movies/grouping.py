"""Which movie, version and part a file is, by its path."""

import os
from collections.abc import Sequence

import msgspec

from matinee.catalog.content_type import ExtraKey, FoundVideo, Placement, Reason, TitleKey
from matinee.catalog.matching import NameSays, OtherReading, Verdict, judge
from matinee.catalog.unreadable import disc_part, keys_of, path_key, readable_path, stem
from matinee.kit.text import display_path
from matinee.movies.naming import MovieReading, read_movie_path


class Movies:
    """The content type of movie libraries."""

    kind = "movies"

    def group(self, files: Sequence[FoundVideo]) -> list[Placement]:
        """Place each file by what its path says."""
        return [_placed(file) for file in files]


def _placed(file: FoundVideo) -> Placement:
    path = readable_path(file.path)
    reading = read_movie_path(os.fsdecode(path))
    told: dict[str, object] = msgspec.to_builtins(reading)
    verdict = judge(_said(reading), None if reading.extra else file.nfo, file.duration_ms)
    if not verdict.title:
        return _unsorted(file, told, verdict)
    key, sort = keys_of(verdict.title, file.path)
    title = TitleKey("movie", verdict.title, sort, key, verdict.year, verdict.ids)
    part = reading.part or disc_part(file.path) or 1
    return Placement(
        file_id=file.file_id,
        title=title,
        extra=_extra(reading, file.path),
        group_key=_group_key(file.path, part, reading),
        edition=reading.edition,
        part=part,
        state="inbox" if verdict.question else "matched",
        score=verdict.score,
        reasons=verdict.reasons,
        candidates=verdict.candidates,
        reading=told,
    )


def _said(reading: MovieReading) -> NameSays:
    others = [each for each in reading.alternatives if (each.title, each.year) != (reading.title, reading.year)]
    return NameSays(
        title=reading.title,
        year=reading.year,
        ids=reading.ids,
        confidence=reading.confidence,
        others=() if reading.extra else tuple(OtherReading(each.title, each.year, each.confidence) for each in others),
        reasons=tuple(Reason(f"{field}_by", rule) for field, rule in reading.rules.items()),
    )


def _unsorted(file: FoundVideo, told: dict[str, object], verdict: Verdict) -> Placement:
    name = stem(file.path)
    return Placement(
        file_id=file.file_id,
        title=TitleKey("movie", name, name.casefold(), path_key(file.path)),
        group_key=display_path(file.path),
        state="inbox",
        score=0.0,
        reasons=verdict.reasons,
        candidates=verdict.candidates,
        reading=told,
    )


def _extra(reading: MovieReading, path: bytes) -> ExtraKey | None:
    return None if reading.extra is None else ExtraKey(reading.extra, reading.extra_title or stem(path))


def _group_key(path: bytes, part: int, reading: MovieReading) -> str:
    """Files of one folder are parts of one version when they are numbered; each other file is a version."""
    if part > 1 or reading.part is not None or disc_part(path) is not None:
        extension = os.path.splitext(path)[1].lower()
        return f"{display_path(os.path.dirname(path))}/*{display_path(extension)}|{reading.edition or ''}"
    return display_path(path)
