"""What a path says about an episode."""

import datetime as dt

import msgspec


class EpisodeGuess(msgspec.Struct, frozen=True):
    """Another way to read the same path."""

    title: str
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    date: dt.date | None = None
    confidence: float = 0.0


class EpisodeReading(msgspec.Struct, frozen=True, kw_only=True):
    """An episode as its path names it. Absent is None or empty; `rules` names the rule behind each field found.

    `title` is the series'. `episodes` counts within `season` (0: specials), `absolute` over the whole series.
    `confidence` lies between 0 and 1; a reading in `alternatives` within 0.1 of it makes the two a question for a
    person.
    """

    title: str
    series_year: int | None = None
    season: int | None = None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    date: dt.date | None = None
    part: int | None = None
    episode_title: str | None = None
    edition: str | None = None
    ids: dict[str, str] = {}
    extra: str | None = None
    extra_title: str | None = None
    group: str | None = None
    rules: dict[str, str] = {}
    confidence: float = 0.0
    alternatives: tuple[EpisodeGuess, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether it can be filed: a series' title, and a number or date (or it is an extra of the series)."""
        return bool(self.title) and bool(self.episodes or self.absolute or self.date or self.extra)
