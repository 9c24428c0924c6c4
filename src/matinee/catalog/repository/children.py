"""Seasons and episodes below a series."""

from uuid import UUID

from sqlalchemy import Integer, bindparam, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, shape_of, viewer_parameters
from matinee.catalog.repository.lists import IdPage
from matinee.catalog.tables import item
from matinee.catalog.visibility import item_is_visible
from matinee.kit.db import Connection, decode_cursor, encode_cursor

_SERIES = bindparam("series", type_=PG_UUID(as_uuid=True))
_LAST_NUMBER = 2**31 - 1


async def season_ids(tx: Connection, viewer: Viewer, series_id: UUID) -> list[UUID]:
    """Give a series' seasons by number, specials (0) last."""
    rows = await tx.execute(
        select(item.c.id)
        .where(
            item.c.series_id == _SERIES,
            item.c.kind == "season",
            item.c.merged_into.is_(None),
            item_is_visible(shape_of(viewer)),
        )
        .order_by((item.c.season_number == 0), item.c.season_number, item.c.id),
        {**viewer_parameters(viewer), "series": series_id},
    )
    return list(rows.scalars())


async def episode_page(
    tx: Connection, viewer: Viewer, series_id: UUID, season: int | None, limit: int, cursor: str | None
) -> IdPage:
    """Give a page of a series' episodes by season and number; those without a number by date at the end."""
    season_key = func.coalesce(item.c.season_number, _LAST_NUMBER)
    number_key = func.coalesce(item.c.episode_number, _LAST_NUMBER)
    statement = select(item.c.id, season_key.label("season"), number_key.label("number")).where(
        item.c.series_id == _SERIES,
        item.c.kind == "episode",
        item.c.merged_into.is_(None),
        item_is_visible(shape_of(viewer)),
    )
    parameters: dict[str, object] = {**viewer_parameters(viewer), "series": series_id}
    if season is not None:
        statement = statement.where(item.c.season_number == bindparam("season", type_=Integer()))
        parameters["season"] = season
    if cursor is not None:
        after = decode_cursor(cursor, "episodes", tuple[int, int, UUID])
        mark = (literal(after[0]), literal(after[1]), literal(after[2], item.c.id.type))
        statement = statement.where(tuple_(season_key, number_key, item.c.id) > tuple_(*mark))
    statement = statement.order_by(season_key, number_key, item.c.id).limit(limit + 1)
    rows = (await tx.execute(statement, parameters)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    next_cursor = encode_cursor("episodes", (last.season, last.number, last.id)) if last else None
    return IdPage([row.id for row in rows[:limit]], next_cursor)
