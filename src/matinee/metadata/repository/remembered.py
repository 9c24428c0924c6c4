"""SQL of what sources remember of being watched: of titles that the viewer may see, beside a person's own state."""

from datetime import datetime
from functools import lru_cache
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Integer, Row, Select, Text, bindparam, exists, func, select, tuple_
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.dialects.postgresql import distinct_on

from matinee.access.policy import Viewer, ViewerShape, shape_of, viewer_parameters
from matinee.catalog import item_is_visible
from matinee.catalog.tables import external_id, item, play, state
from matinee.kit.db import Connection, decode_cursor, encode_cursor
from matinee.metadata.port import WatchedFact
from matinee.metadata.tables import item_answer, play_import

_SORT = "remembered"
_ID = PG_UUID(as_uuid=True)


class Remembered(msgspec.Struct, frozen=True):
    """A movie or episode that a source says was watched."""

    item_id: UUID
    title: str
    year: int | None
    external_ids: dict[str, str]
    fact: WatchedFact


class ToImport(msgspec.Struct, frozen=True):
    """A title that would be taken over, with the person's own marks as they are now."""

    item_id: UUID
    kind: str
    title: str
    year: int | None
    series_title: str | None
    season_number: int | None
    episode_number: int | None
    fact: WatchedFact
    watched: bool
    play_count: int
    last_played_at: datetime | None


class LastImport(msgspec.Struct, frozen=True):
    """A person's last import that was not taken back."""

    at: datetime
    titles: int


async def remembered(tx: Connection, viewer: Viewer, account_id: UUID) -> tuple[list[Remembered], int]:
    """Give what is still to be taken over into this person's history, and how much was before."""
    rows = (await tx.execute(_all(shape_of(viewer)), _given(viewer, account_id))).all()
    found = [
        Remembered(row.id, row.title, row.year, row.external_ids or {}, msgspec.convert(row.fact, WatchedFact))
        for row in rows
        if not row.is_imported
    ]
    return found, len(rows) - len(found)


async def count_remembered(tx: Connection, viewer: Viewer, account_id: UUID) -> tuple[int, int]:
    """Count what is still to be taken over into this person's history, and what was before."""
    row = (await tx.execute(_counts(shape_of(viewer)), _given(viewer, account_id))).one()
    return row.all - row.imported, row.imported


async def page_to_import(
    tx: Connection, viewer: Viewer, account_id: UUID, limit: int, cursor: str | None
) -> tuple[list[ToImport], str | None]:
    """Give a page of what is still to be taken over, by title, a series' episodes in their order."""
    given: dict[str, object] = {**_given(viewer, account_id), "limit": limit + 1}
    if cursor is not None:
        after = decode_cursor(cursor, _SORT, tuple[str, int, int, UUID])
        given |= dict(zip(("after_title", "after_season", "after_number", "after_id"), after, strict=True))
    rows = (await tx.execute(_page(shape_of(viewer), continued=cursor is not None), given)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    next_cursor = encode_cursor(_SORT, (last.by_title, last.by_season, last.by_number, last.id)) if last else None
    return [_to_import(row) for row in rows[:limit]], next_cursor


async def last_import(tx: Connection, account_id: UUID) -> LastImport | None:
    """Give the import that taking back would undo."""
    statement = (
        select(play_import.c.at, func.jsonb_array_length(play_import.c.changes))
        .where(play_import.c.account_id == bindparam("account"), play_import.c.undone_at.is_(None))
        .order_by(play_import.c.at.desc(), play_import.c.id.desc())
        .limit(1)
    )
    row = (await tx.execute(statement, {"account": account_id})).one_or_none()
    return None if row is None else LastImport(*row)


def _given(viewer: Viewer, account_id: UUID) -> dict[str, object]:
    return {**viewer_parameters(viewer), "account": account_id}


def _to_import(row: Row[Any]) -> ToImport:
    return ToImport(
        item_id=row.id,
        kind=row.kind,
        title=row.title,
        year=row.year,
        series_title=row.series_title,
        season_number=row.season_number,
        episode_number=row.episode_number,
        fact=msgspec.convert(row.fact, WatchedFact),
        watched=bool(row.watched),
        play_count=row.play_count or 0,
        last_played_at=row.last_played_at,
    )


@lru_cache(maxsize=16)
def _all(shape: ViewerShape) -> Select[*tuple[Any, ...]]:
    """Each title once, by the provider whose name comes first."""
    ids = select(func.jsonb_object_agg(external_id.c.provider, external_id.c.value)).where(
        external_id.c.owner_id == item.c.id
    )
    imported = exists().where(
        play.c.account_id == bindparam("account", type_=_ID), play.c.entity_id == item.c.id, play.c.origin == "import"
    )
    return (
        select(item, item_answer.c.watched.label("fact"), ids.scalar_subquery().label("external_ids"))
        .add_columns(imported.label("is_imported"))
        .join(item_answer, item_answer.c.item_id == item.c.id)
        .where(item_answer.c.watched.is_not(None), item.c.kind.in_(("movie", "episode")), item.c.merged_into.is_(None))
        .where(item_is_visible(shape))
        .ext(distinct_on(item.c.id))
        .order_by(item.c.id, item_answer.c.provider)
    )


@lru_cache(maxsize=16)
def _counts(shape: ViewerShape) -> Select[*tuple[Any, ...]]:
    told = _all(shape).subquery()
    return select(func.count().label("all"), func.count().filter(told.c.is_imported).label("imported")).select_from(
        told
    )


@lru_cache(maxsize=32)
def _page(shape: ViewerShape, *, continued: bool) -> Select[*tuple[Any, ...]]:
    told, series = _all(shape).subquery(), item.alias("series")
    place = (
        func.coalesce(series.c.sort_title, told.c.sort_title).label("by_title"),
        func.coalesce(told.c.season_number, 0).label("by_season"),
        func.coalesce(told.c.episode_number, 0).label("by_number"),
    )
    statement = (
        select(told, series.c.title.label("series_title"), *place)
        .add_columns(state.c.watched, state.c.play_count, state.c.last_played_at)
        .outerjoin(series, series.c.id == told.c.series_id)
        .outerjoin(state, (state.c.entity_id == told.c.id) & (state.c.account_id == bindparam("account", type_=_ID)))
        .where(~told.c.is_imported)
        .order_by(*place, told.c.id)
        .limit(bindparam("limit", type_=Integer()))
    )
    if not continued:
        return statement
    marks = (("after_title", Text()), ("after_season", Integer()), ("after_number", Integer()), ("after_id", _ID))
    after = tuple_(*(bindparam(name, type_=kind) for name, kind in marks))
    return statement.where(tuple_(*(each.element for each in place), told.c.id) > after)
