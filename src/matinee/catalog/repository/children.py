"""Seasons and episodes below a series."""

from datetime import date
from uuid import UUID

from sqlalchemy import Integer, bindparam, case, func, literal, select, tuple_
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, shape_of, viewer_parameters
from matinee.catalog.repository.lists import IdPage
from matinee.catalog.tables import item
from matinee.catalog.visibility import item_is_visible
from matinee.kit.db import Connection, decode_cursor, encode_cursor

_SERIES = bindparam("series", type_=PG_UUID(as_uuid=True))
_LAST_NUMBER = 2**31 - 1
_SEASON_KEY = func.coalesce(
    case((item.c.season_number == 0, _LAST_NUMBER - 1), else_=item.c.season_number), _LAST_NUMBER
)
_NUMBER_KEY = func.coalesce(item.c.episode_number, _LAST_NUMBER)
_DATE_KEY = func.coalesce(item.c.air_date - date(1, 1, 1), _LAST_NUMBER)
"""In days."""


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
    """Give a page of a series' episodes by season (specials last) and number; those without a number by date."""
    statement = select(item.c.id, _SEASON_KEY, _NUMBER_KEY, _DATE_KEY).where(
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
        after = decode_cursor(cursor, "episodes", tuple[int, int, int, UUID])
        mark = (*(literal(each, Integer()) for each in after[:3]), literal(after[3], item.c.id.type))
        statement = statement.where(tuple_(_SEASON_KEY, _NUMBER_KEY, _DATE_KEY, item.c.id) > tuple_(*mark))
    statement = statement.order_by(_SEASON_KEY, _NUMBER_KEY, _DATE_KEY, item.c.id).limit(limit + 1)
    rows = (await tx.execute(statement, parameters)).all()
    last = rows[limit - 1] if len(rows) > limit else None
    next_cursor = encode_cursor("episodes", (last[1], last[2], last[3], last.id)) if last else None
    return IdPage([row.id for row in rows[:limit]], next_cursor)
