"""Which series, season and episodes a file is, by its path."""

import os
from collections.abc import Sequence

import msgspec

from matinee.catalog.content_type import EpisodeKey, ExtraKey, FoundVideo, Placement, Reason, TitleKey
from matinee.catalog.unreadable import disc_part, keys_of, path_key, readable_path, stem
from matinee.kit.text import display_path
from matinee.shows.naming import EpisodeReading, read_episode_path

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
    told: dict[str, object] = msgspec.to_builtins(reading)
    reasons = [Reason(f"{field}_by", rule) for field, rule in reading.rules.items()]
    episodes = () if reading.extra is not None else _episodes(reading)
    state = "matched"
    if not reading.title:
        state, reasons = "inbox", [Reason("no_usable_title"), *reasons]
    elif not episodes and reading.extra is None:
        state, reasons = "inbox", [Reason("no_number_or_date"), *reasons]
    if not episodes and reading.extra is None:
        episodes = (EpisodeKey(1, title=stem(file.path), name_key=path_key(file.path)),)
    part = reading.part or disc_part(file.path) or 1
    return Placement(
        file_id=file.file_id,
        title=_title(file, reading),
        episodes=episodes,
        extra=None if reading.extra is None else ExtraKey(reading.extra, reading.extra_title or stem(file.path)),
        group_key=_group_key(file.path, reading, part),
        edition=reading.edition,
        part=part,
        state=state,
        score=reading.confidence,
        reasons=tuple(reasons),
        reading=told,
    )


def _title(file: FoundVideo, reading: EpisodeReading) -> TitleKey:
    if not reading.title:
        name = display_path(os.path.basename(os.path.dirname(file.path))) or stem(file.path)
        return TitleKey("series", name, name.casefold(), path_key(os.path.dirname(file.path) or file.path))
    key, sort = keys_of(reading.title, file.path)
    return TitleKey("series", reading.title, sort, key, reading.series_year, reading.ids)


def _episodes(reading: EpisodeReading) -> tuple[EpisodeKey, ...]:
    if reading.episodes:
        season = 1 if reading.season is None else reading.season
        numbers = reading.episodes[:MOST_EPISODES]
        absolutes = reading.absolute if len(reading.absolute) == len(numbers) else (None,) * len(numbers)
        title = reading.episode_title if len(numbers) == 1 else None
        return tuple(
            EpisodeKey(season, number, absolute, title=title)
            for number, absolute in zip(numbers, absolutes, strict=True)
        )
    if reading.absolute:
        season = 1 if reading.season is None else reading.season
        title = reading.episode_title if len(reading.absolute) == 1 else None
        return tuple(EpisodeKey(season, number, number, title=title) for number in reading.absolute[:MOST_EPISODES])
    if reading.date is not None:
        season = reading.date.year if reading.season is None else reading.season
        return (EpisodeKey(season, air_date=reading.date, title=reading.episode_title),)
    return ()


def _group_key(path: bytes, reading: EpisodeReading, part: int) -> str:
    if part > 1 or reading.part is not None or disc_part(path) is not None:
        folder, ending = os.path.dirname(path), os.path.splitext(path)[1].lower()
        return f"{display_path(folder)}/*{display_path(ending)}|{reading.edition or ''}"
    return display_path(path)
