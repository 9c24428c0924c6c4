"""Which movie, version and part a file is, by its path."""

import os
from collections import defaultdict
from collections.abc import Sequence
from uuid import UUID

import msgspec

from matinee.catalog.content_type import ExtraKey, FoundVideo, Placement, Reason, TitleKey
from matinee.catalog.matching import NameSays, OtherReading, Verdict, judge
from matinee.catalog.naming import read_name
from matinee.catalog.unreadable import disc_part, is_disc, keys_of, path_key, readable_path, stem
from matinee.kit.text import display_path
from matinee.movies.naming import MovieReading, read_movie_path


class Movies:
    """The content type of movie libraries."""

    kind = "movies"

    def group(self, files: Sequence[FoundVideo]) -> list[Placement]:
        """Place each file by what its path says; of several that only their folder names, one is its film."""
        placed = [_placed(file) for file in files]
        doubted = _only_named_by_folder(files, placed)
        return [
            _in_doubt(file, each) if file.file_id in doubted else each for file, each in zip(files, placed, strict=True)
        ]


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


def _only_named_by_folder(files: Sequence[FoundVideo], placed: Sequence[Placement]) -> set[UUID]:
    """Files like `title_t01` beside `title_t00`: what they are nobody says, so they are no versions of the film.

    Not an NFO of the folder either. Who was there first, or else comes first, stays the film.
    """
    together: dict[bytes, list[bytes]] = defaultdict(list)
    for file in files:
        together[os.path.dirname(file.path)].append(file.path)
    doubted: set[UUID] = set()
    for file, each in zip(files, placed, strict=True):
        if _says_nothing(file, each):
            earlier = (path for path in together[os.path.dirname(file.path)] if path < file.path)
            if any(_is_the_film(other, each) for other in file.beside or earlier):
                doubted.add(file.file_id)
    return doubted


def _says_nothing(file: FoundVideo, placement: Placement) -> bool:
    is_whole = placement.extra is None and placement.reading.get("part") is None and placement.state == "matched"
    is_by_folder = placement.reason_of("title_by").startswith("folder.")
    return is_whole and is_by_folder and not is_disc(file.path) and not _says_anything(stem(file.path))


def _is_the_film(other: bytes, placement: Placement) -> bool:
    """Whether another file that says nothing of itself is the film of this one's folder."""
    if _says_anything(stem(other)):
        return False
    read = read_movie_path(os.fsdecode(readable_path(other)))
    said = placement.reading
    return read.extra is None and (read.title, read.year) == (said.get("title"), said.get("year"))


def _says_anything(stem: str) -> bool:
    """A title, or tags that tell one version from another (`1080p`)."""
    name = read_name(stem)
    return name.is_usable or name.is_tagged or name.is_only_tags or name.edition is not None


def _in_doubt(file: FoundVideo, placement: Placement) -> Placement:
    """The inbox asks, and offers the film of the folder."""
    name = stem(file.path)
    return msgspec.structs.replace(
        placement,
        title=TitleKey("movie", name, name.casefold(), path_key(file.path)),
        group_key=display_path(file.path),
        state="inbox",
        score=0.0,
        reasons=(Reason("no_usable_title"), *placement.reasons),
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
