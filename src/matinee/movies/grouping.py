"""Which movie, version and part a file is, by its path."""

import os
from collections.abc import Sequence

import msgspec

from matinee.catalog.content_type import ExtraKey, FoundVideo, Placement, Reason, TitleKey
from matinee.catalog.unreadable import disc_part, is_doubtful, keys_of, path_key, readable_path, stem
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
    if not reading.usable:
        return _unsorted(file, told)
    key, sort = keys_of(reading.title, file.path)
    title = TitleKey("movie", reading.title, sort, key, reading.year, reading.ids)
    others = [each for each in reading.alternatives if (each.title, each.year) != (reading.title, reading.year)]
    doubtful = reading.extra is None and is_doubtful(reading.confidence, [each.confidence for each in others])
    part = reading.part or disc_part(file.path) or 1
    return Placement(
        file_id=file.file_id,
        title=title,
        extra=_extra(reading, file.path),
        group_key=_group_key(file.path, part, reading),
        edition=reading.edition,
        part=part,
        state="inbox" if doubtful else "matched",
        score=reading.confidence,
        reasons=_reasons(reading, doubtful=doubtful),
        candidates=[msgspec.to_builtins(each) for each in reading.alternatives],
        reading=told,
    )


def _unsorted(file: FoundVideo, told: dict[str, object]) -> Placement:
    name = stem(file.path)
    return Placement(
        file_id=file.file_id,
        title=TitleKey("movie", name, name.casefold(), path_key(file.path)),
        group_key=display_path(file.path),
        state="inbox",
        score=0.0,
        reasons=(Reason("no_usable_title"),),
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


def _reasons(reading: MovieReading, *, doubtful: bool) -> tuple[Reason, ...]:
    reasons = [Reason(f"{field}_by", rule) for field, rule in reading.rules.items()]
    return (Reason("two_readings_near"), *reasons) if doubtful else tuple(reasons)
