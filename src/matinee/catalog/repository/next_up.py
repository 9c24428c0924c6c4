"""Next up: the episode that follows the last one finished, in the order people watch."""

from collections.abc import Iterator
from functools import cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import (
    ColumnClause,
    ColumnElement,
    FromClause,
    Integer,
    Row,
    Select,
    and_,
    bindparam,
    exists,
    func,
    lateral,
    literal_column,
    or_,
    select,
    true,
)
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, ViewerShape, shape_of, viewer_parameters
from matinee.catalog.repository.marks import watched_below
from matinee.catalog.repository.order import watch_order
from matinee.catalog.tables import item, item_library, state
from matinee.catalog.visibility import held_is_visible, item_is_visible
from matinee.kit.db import Connection


class NextEpisode(msgspec.Struct, frozen=True):
    """The episode to watch next, and how many missing ones were passed over."""

    item_id: UUID
    skipped_missing: int


async def next_episodes(tx: Connection, viewer: Viewer, limit: int) -> list[NextEpisode]:
    """Give, for each series with a finished episode (latest first), that episode's successor.

    A successor already begun stands in continue watching, so its series gives none here.
    """
    return _records(await _run(tx, viewer, _upcoming(shape_of(viewer)), limit=limit))


@cache
def _upcoming(shape: ViewerShape) -> Select[*tuple[Any, ...]]:
    """Find the successors, series by series in their order, so that the limit ends the search."""
    begun = _begun().subquery("begun")
    last = _last_finished(begun.c.series_id)
    following = _first_present(shape, begun.c.series_id, last.c.place)
    return (
        select(following.c.id, _passed_over(shape, begun.c.series_id, last.c.place, following.c.place).label("skipped"))
        .select_from(begun)
        .join(last, true())
        .join(following, true())
        .where(~_is_begun(following.c.id))
        .order_by(begun.c.at.desc().nulls_last(), begun.c.series_id)
        .limit(bindparam("limit"))
    )


async def next_of_series(tx: Connection, viewer: Viewer, series_id: UUID) -> NextEpisode | None:
    """Give the episode a series goes on with: the one begun, else the next, else the first not yet watched."""
    for statement in _ways_on(shape_of(viewer)):
        found = _records(await _run(tx, viewer, statement, series=series_id))
        if found:
            return found[0]
    return None


@cache
def _ways_on(shape: ViewerShape) -> tuple[Select[*tuple[Any, ...]], ...]:
    series = bindparam("series", type_=PG_UUID(as_uuid=True))
    last = _last_finished(series)
    going_on = _first_present(shape, series, last.c.place)
    first = _first_present(shape, series, None)
    after_last = select(
        going_on.c.id, _passed_over(shape, series, last.c.place, going_on.c.place).label("skipped")
    ).select_from(last.join(going_on, true()))
    from_start = select(first.c.id, _passed_over(shape, series, None, first.c.place).label("skipped")).select_from(
        first
    )
    return _begun_in(shape, series), after_last, from_start


async def successor_of(tx: Connection, viewer: Viewer, episode_id: UUID) -> NextEpisode | None:
    """Give the episode after this one, watched or not; None at the end of the series, or for what is no episode."""
    found = _records(await _run(tx, viewer, _following(shape_of(viewer)), episode=episode_id))
    return found[0] if found else None


@cache
def _following(shape: ViewerShape) -> Select[*tuple[Any, ...]]:
    this = item.alias("this")
    here = lateral(
        select(this.c.series_id, watch_order(this).label("place")).where(
            this.c.id == bindparam("episode", type_=PG_UUID(as_uuid=True)), this.c.kind == "episode"
        )
    ).alias("here")
    following = _first_present(shape, here.c.series_id, here.c.place, also_watched=True)
    return select(
        following.c.id, _passed_over(shape, here.c.series_id, here.c.place, following.c.place).label("skipped")
    ).select_from(here.join(following, true()))


async def _run(
    tx: Connection, viewer: Viewer, statement: Select[*tuple[Any, ...]], **parameters: object
) -> list[Row[*tuple[Any, ...]]]:
    given = {**viewer_parameters(viewer), "account": viewer.user_id, **parameters}
    return list((await tx.execute(statement, given)).all())


def _records(rows: list[Row[*tuple[Any, ...]]]) -> list[NextEpisode]:
    return [NextEpisode(item_id=row.id, skipped_missing=row.skipped) for row in rows]


def _begun() -> Select[*tuple[Any, ...]]:
    """Find the series this person finished an episode of, with the moment of the last one."""
    at = func.max(state.c.last_played_at)
    return (
        select(state.c.title_id.label("series_id"), at.label("at"))
        .where(watched_below(state))
        .group_by(state.c.title_id)
        .order_by(at.desc().nulls_last(), state.c.title_id)  # in this order the search goes on until it has enough
    )


def _last_finished(series: ColumnElement[UUID]) -> FromClause:
    done, seen = item.alias(), state.alias()
    return lateral(
        select(watch_order(done).label("place"))
        .join(seen, seen.c.entity_id == done.c.id)
        .where(watched_below(seen, series), done.c.kind == "episode")
        .order_by(seen.c.last_played_at.desc().nulls_last(), watch_order(done).desc())
        .limit(1)
    ).alias("last")


def _first_present(
    shape: ViewerShape,
    series: ColumnElement[UUID],
    place: ColumnElement[Any] | None,
    *,
    also_watched: bool = False,
) -> FromClause:
    episode = item.alias()
    conditions = _candidates(episode, series, place)
    if not also_watched:
        conditions.append(~_is_watched(episode))
    order = watch_order(episode)
    ranked = lateral(
        select(episode.c.id, order.label("place"))
        .where(*conditions)
        .order_by(order)
        .offset(literal_column("0"))  # ranked first, so that files are asked for down to the first one only
        .correlate(*_of(series, place))
    ).alias()
    first = select(ranked.c.id, ranked.c.place).where(_is_present(shape, ranked)).order_by(ranked.c.place).limit(1)
    return lateral(first).alias()


def _of(*columns: ColumnElement[Any] | None) -> Iterator[FromClause]:
    """Give what these columns are of, where they are of something."""
    return (each.table for each in columns if isinstance(each, ColumnClause) and each.table is not None)


def _passed_over(
    shape: ViewerShape, series: ColumnElement[UUID], place: ColumnElement[Any] | None, until: ColumnElement[Any]
) -> ColumnElement[int]:
    episode = item.alias()
    conditions = _candidates(episode, series, place)
    conditions += [item_is_visible(shape, episode), ~_is_present(shape, episode), ~_is_watched(episode)]
    conditions.append(watch_order(episode) < until)
    return select(func.count()).select_from(episode).where(*conditions).scalar_subquery()


def _candidates(
    episode: FromClause, series: ColumnElement[UUID], place: ColumnElement[Any] | None
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [
        episode.c.series_id == series,
        episode.c.kind == "episode",
        episode.c.merged_into.is_(None),
    ]
    if place is not None:
        conditions.append(watch_order(episode) > place)
    return conditions


def _is_present(shape: ViewerShape, episode: FromClause) -> ColumnElement[bool]:
    """Tell whether the viewer may see an episode in a library that has a file of it at hand."""
    held = item_library.alias()
    return exists().where(held.c.item_id == episode.c.id, held.c.present_files > 0, held_is_visible(shape, held))


def _is_watched(episode: FromClause) -> ColumnElement[bool]:
    seen = state.alias()
    return exists().where(seen.c.account_id == bindparam("account"), seen.c.entity_id == episode.c.id, seen.c.watched)


def _is_begun(episode_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    seen = state.alias()
    return exists().where(
        seen.c.account_id == bindparam("account"),
        seen.c.entity_id == episode_id,
        seen.c.position_ms > 0,
        or_(seen.c.dismissed_at.is_(None), seen.c.dismissed_at < seen.c.last_played_at),
    )


def _begun_in(shape: ViewerShape, series: ColumnElement[UUID]) -> Select[*tuple[Any, ...]]:
    episode, seen = item.alias(), state.alias()
    return (
        select(episode.c.id, literal_column("0", Integer()).label("skipped"))
        .join(seen, and_(seen.c.entity_id == episode.c.id, seen.c.account_id == bindparam("account")))
        .where(*_candidates(episode, series, None), seen.c.position_ms > 0, _is_present(shape, episode))
        .order_by(seen.c.last_played_at.desc())
        .limit(1)
    )
