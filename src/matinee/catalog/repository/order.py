"""The order people watch a series in: by season and number, specials where they are placed, else at the end."""

from typing import Any

from sqlalchemy import ColumnElement, FromClause, Integer, and_, case, func, literal_column
from sqlalchemy.dialects.postgresql import array

_AT_THE_END = 1_000_000
_NO_NUMBER = 2_000_000_000
_BEFORE, _WITHIN, _AFTER = 0, 1, 2


def watch_order(episodes: FromClause) -> ColumnElement[Any]:
    """Give a sortable integer array: season, before / within / after it, number, a special first, own number.

    The placing of specials follows TheTVDB's `airs_before_season`, `airs_before_episode`, `airs_after_season`.
    """
    columns = episodes.c
    is_special = columns.season_number == 0
    number = func.coalesce(columns.episode_number, _constant(_NO_NUMBER))
    before_season, before_episode = columns.airs_before_season, columns.airs_before_episode
    return case(
        (
            and_(is_special, before_season.is_not(None), before_episode.is_not(None)),
            _key(before_season, _WITHIN, before_episode, 0, number),
        ),
        (and_(is_special, before_season.is_not(None)), _key(before_season, _BEFORE, 0, 0, number)),
        (
            and_(is_special, columns.airs_after_season.is_not(None)),
            _key(columns.airs_after_season, _AFTER, 0, 0, number),
        ),
        (is_special, _key(_AT_THE_END, _WITHIN, 0, 0, number)),
        else_=_key(func.coalesce(columns.season_number, _constant(_AT_THE_END - 1)), _WITHIN, number, 1, number),
    )


def _key(*parts: ColumnElement[int] | int) -> ColumnElement[Any]:
    return array([_constant(part) if isinstance(part, int) else part for part in parts], type_=Integer())


def _constant(value: int) -> ColumnElement[int]:
    return literal_column(str(value), Integer())
