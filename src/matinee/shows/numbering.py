"""Which number in its series a file has: by its name, by its NFO, or a question for a person. Pure functions."""

import datetime as dt
from typing import Literal

import msgspec

from matinee.catalog.content_type import NfoSays, Reason
from matinee.catalog.matching import TOO_CLOSE
from matinee.shows.naming import EpisodeReading

_NFO_SCORE = 0.9


class OtherNumber(msgspec.Struct, frozen=True):
    """A number that the file might have instead."""

    season: int | None
    episodes: tuple[int, ...]
    air_date: dt.date | None
    score: float
    source: Literal["name", "nfo"] = "name"


class Numbered(msgspec.Struct, frozen=True, kw_only=True):
    """The number of a file; `question` is the reason for the inbox."""

    season: int | None
    episodes: tuple[int, ...] = ()
    absolute: tuple[int, ...] = ()
    air_date: dt.date | None = None
    question: str | None = None
    reasons: tuple[Reason, ...] = ()
    others: tuple[OtherNumber, ...] = ()


def judge_numbers(reading: EpisodeReading, nfo: NfoSays | None) -> Numbered:
    """Decide by the name, unless it says nothing, the NFO says otherwise, or two ways to read it are nearly as good."""
    is_numbered = bool(reading.episodes or reading.absolute or reading.date)
    by_nfo = nfo if nfo is not None and nfo.episodes else None
    if not is_numbered:
        if by_nfo is None:
            return Numbered(season=reading.season, question="no_number_or_date")
        return Numbered(season=by_nfo.season, episodes=by_nfo.episodes, reasons=(Reason("numbered_by_nfo"),))
    named = Numbered(
        season=reading.season,
        episodes=reading.episodes,
        absolute=reading.absolute,
        air_date=None if reading.episodes or reading.absolute else reading.date,
    )
    if by_nfo is not None and reading.episodes:
        return _beside_nfo(named, by_nfo)
    return _by_name(named, reading)


def _beside_nfo(named: Numbered, nfo: NfoSays) -> Numbered:
    """A file of several episodes may have an NFO of its first alone; any other number is a question."""
    season = 1 if named.season is None else named.season
    if (nfo.season is None or nfo.season == season) and set(nfo.episodes) <= set(named.episodes):
        return msgspec.structs.replace(named, reasons=(Reason("nfo_number_agrees"),))
    other = OtherNumber(nfo.season, nfo.episodes, None, _NFO_SCORE, "nfo")
    return msgspec.structs.replace(named, question="name_against_nfo", others=(other,))


def _by_name(named: Numbered, reading: EpisodeReading) -> Numbered:
    others = tuple(
        OtherNumber(each.season, each.episodes, each.date, each.confidence)
        for each in reading.alternatives
        if (each.season, each.episodes, each.absolute, each.date)
        != (reading.season, reading.episodes, reading.absolute, reading.date)
    )
    is_doubtful = any(round(reading.confidence - each.score, 3) <= TOO_CLOSE for each in others)
    return msgspec.structs.replace(named, question="two_readings_near" if is_doubtful else None, others=others)
