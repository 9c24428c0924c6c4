"""SQL of subjects: items with what providers find their leads by."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import any_, bindparam, case, func, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.catalog.describing import external_ids_of
from matinee.catalog.tables import item
from matinee.kit.db import Connection
from matinee.metadata.port import Subject

_IDS = ARRAY(PG_UUID(as_uuid=True))
_FOLDERS = 40
"""A series lies in at most so many folders that matter."""


async def load_subjects(tx: Connection, item_ids: Sequence[UUID]) -> list[Subject]:
    """Give the movies, series, seasons and episodes of these ids; others, and merged ones, are left out."""
    above = item.alias("above")
    called = [func.coalesce(above.c[name], item.c[name]) for name in ("title", "match_key")]
    original = case((above.c.id.is_not(None), above.c.original_title), else_=item.c.original_title)
    dated = case((above.c.id.is_not(None), above.c.year), else_=item.c.year)
    statement = (
        select(item.c.id, item.c.kind, item.c.title, item.c.year, item.c.season_number)
        .add_columns(item.c.episode_number, item.c.episode_number_to)
        .add_columns(*called, original, dated)
        .outerjoin(above, above.c.id == item.c.series_id)
        .where(item.c.id == any_(bindparam("ids", type_=_IDS)), item.c.merged_into.is_(None))
        .where(item.c.kind.in_(("movie", "series", "season", "episode")))
        .order_by(item.c.id)
    )
    rows = (await tx.execute(statement, {"ids": list(item_ids)})).all()
    ids = [row.id for row in rows]
    files = await _files(tx, ids)
    external = await external_ids_of(tx, ids)
    return [
        Subject(
            id=row.id,
            kind=row.kind,
            title=row.title,
            year=row.year,
            season_number=row.season_number,
            episode_numbers=_span(row.episode_number, row.episode_number_to),
            external_ids=external.get(row.id, {}),
            names=tuple(dict.fromkeys(each for each in row[7:10] if each)),
            title_year=row[10],
            file_ids=tuple(files.get(row.id, ())),
        )
        for row in rows
    ]


def _span(first: int | None, last: int | None) -> tuple[int, ...]:
    return () if first is None else tuple(range(first, (last or first) + 1))


async def _files(tx: Connection, ids: Sequence[UUID]) -> dict[UUID, list[UUID]]:
    found: dict[UUID, list[UUID]] = {}
    for statement in (_OWN_FILES, _FILES_BELOW):
        for row in await tx.execute(statement, {"ids": list(ids)}):
            found.setdefault(row[0], []).append(row[1])
    return {item_id: files[:_FOLDERS] for item_id, files in found.items()}


_OWN_FILES = text("""
    select v.item_id, f.id from version v join part p on p.version_id = v.id join file f on f.id = p.file_id
    where v.item_id = any(:ids) and f.missing_since is null
    order by v.item_id, v.ordinal, v.id, p.ordinal
""").bindparams(bindparam("ids", type_=_IDS))
_FILES_BELOW = text("""
    select distinct on (above.id, f.root_id, f.folder) above.id, f.id
    from item above
    join item below on below.series_id = above.id and below.kind = 'episode' and above.kind = 'series'
         or above.kind = 'season' and below.parent_id = above.id
    join version v on v.item_id = below.id join part p on p.version_id = v.id join file f on f.id = p.file_id
    where above.id = any(:ids) and above.kind in ('series', 'season') and f.missing_since is null
    order by above.id, f.root_id, f.folder, f.path
""").bindparams(bindparam("ids", type_=_IDS))


async def below(tx: Connection, item_id: UUID, *, kinds: Sequence[str]) -> list[UUID]:
    """Give what hangs below a series or season, of these kinds, in order."""
    statement = (
        select(item.c.id)
        .where((item.c.series_id == item_id) | (item.c.parent_id == item_id))
        .where(item.c.kind.in_(kinds), item.c.merged_into.is_(None))
        .order_by(item.c.season_number, item.c.episode_number, item.c.id)
    )
    return list((await tx.execute(statement)).scalars())
