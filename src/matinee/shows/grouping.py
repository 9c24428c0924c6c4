"""Which series, season and episodes a file is, by its path."""

import os
from collections.abc import Sequence

import msgspec

from matinee.catalog.content_type import (
    Candidate,
    EpisodeKey,
    ExtraKey,
    FoundVideo,
    NfoSays,
    Placement,
    Reason,
    TitleKey,
)
from matinee.catalog.matching import NameSays, Verdict, judge
from matinee.catalog.unreadable import disc_part, keys_of, path_key, readable_path, stem
from matinee.kit.text import display_path
from matinee.shows.naming import EpisodeReading, read_episode_path
from matinee.shows.numbering import Numbered, judge_numbers

MOST_EPISODES = 50
"""More in one file is a misreading."""


class Shows:
    """The content type of show libraries."""

    kind = "shows"

    def group(self, files: Sequence[FoundVideo]) -> list[Placement]:
        """Place each file by what its path says."""
        return [_placed(file) for file in files]


def _placed(file: FoundVideo) -> Placement:
    path = readable_path(file.path)
    reading = read_episode_path(os.fsdecode(path))
    is_extra = reading.extra is not None
    nfo = None if is_extra else file.nfo
    numbered = judge_numbers(reading, nfo)
    verdict = judge(_said(reading, nfo), nfo)
    episodes = () if is_extra else _episodes(reading, numbered)
    question = verdict.question or (None if is_extra else numbered.question)
    if not episodes and not is_extra:
        season = 1 if numbered.season is None else numbered.season
        episodes = (EpisodeKey(season, title=stem(file.path), name_key=path_key(file.path)),)
    part = reading.part or disc_part(file.path) or 1
    asked = (Reason(question),) if question and question != verdict.question else ()
    return Placement(
        file_id=file.file_id,
        title=_title(file, verdict),
        episodes=episodes,
        extra=None if reading.extra is None else ExtraKey(reading.extra, reading.extra_title or stem(file.path)),
        group_key=_group_key(file.path, reading, part),
        edition=reading.edition,
        part=part,
        state="inbox" if question else "matched",
        score=verdict.score,
        reasons=(*asked, *numbered.reasons, *verdict.reasons),
        candidates=_numbered_candidates(numbered, verdict),
        reading=msgspec.to_builtins(reading),
    )


def _said(reading: EpisodeReading, nfo: NfoSays | None) -> NameSays:
    """A name without number may be the episode's title: the series is then the NFO's to say."""
    is_numbered = bool(reading.episodes or reading.absolute or reading.date or reading.extra)
    is_named_by_nfo = not is_numbered and nfo is not None and bool(nfo.title and nfo.episodes)
    return NameSays(
        title="" if is_named_by_nfo else reading.title,
        year=reading.series_year,
        ids=reading.ids,
        confidence=reading.confidence,
        reasons=tuple(Reason(f"{field}_by", rule) for field, rule in reading.rules.items()),
    )


def _title(file: FoundVideo, verdict: Verdict) -> TitleKey:
    if not verdict.title:
        name = display_path(os.path.basename(os.path.dirname(file.path))) or stem(file.path)
        return TitleKey("series", name, name.casefold(), path_key(os.path.dirname(file.path) or file.path))
    key, sort = keys_of(verdict.title, file.path)
    return TitleKey("series", verdict.title, sort, key, verdict.year, verdict.ids)


def _numbered_candidates(numbered: Numbered, verdict: Verdict) -> tuple[Candidate, ...]:
    """The titles in question, the first with the number it was given, then the other numbers."""
    if not verdict.candidates:
        return ()
    first, *rest = verdict.candidates
    placed = msgspec.structs.replace(
        first, season=numbered.season, episodes=numbered.episodes, air_date=numbered.air_date
    )
    others = [
        msgspec.structs.replace(
            placed,
            score=each.score,
            source=each.source,
            season=each.season,
            episodes=each.episodes,
            air_date=each.air_date,
            reasons=(),
        )
        for each in numbered.others
    ]
    return (placed, *others, *rest)


def _episodes(reading: EpisodeReading, numbered: Numbered) -> tuple[EpisodeKey, ...]:
    if numbered.air_date is not None:
        season = numbered.air_date.year if numbered.season is None else numbered.season
        return (EpisodeKey(season, air_date=numbered.air_date, title=reading.episode_title),)
    season = 1 if numbered.season is None else numbered.season
    numbers = (numbered.episodes or numbered.absolute)[:MOST_EPISODES]
    absolutes = numbered.absolute if len(numbered.absolute) == len(numbers) else (None,) * len(numbers)
    title = reading.episode_title if len(numbers) == 1 else None
    return tuple(
        EpisodeKey(season, number, absolute, title=title) for number, absolute in zip(numbers, absolutes, strict=False)
    )


def _group_key(path: bytes, reading: EpisodeReading, part: int) -> str:
    if part > 1 or reading.part is not None or disc_part(path) is not None:
        folder, ending = os.path.dirname(path), os.path.splitext(path)[1].lower()
        return f"{display_path(folder)}/*{display_path(ending)}|{reading.edition or ''}"
    return display_path(path)
