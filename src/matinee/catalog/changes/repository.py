"""SQL of changes: rows taken as JSON, rows set back, and the changes themselves."""

from collections.abc import Collection, Sequence
from uuid import UUID

import msgspec
from sqlalchemy import (
    ColumnElement,
    Table,
    TextClause,
    and_,
    any_,
    bindparam,
    exists,
    func,
    insert,
    literal,
    not_,
    select,
    text,
    update,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import ContentColumns, Viewer, shape_of, viewer_parameters, visible_in_shape
from matinee.catalog.changes.kept import KEPT, Kept
from matinee.catalog.changes.records import ChangeRecord, Row, Scope, StoredChange
from matinee.catalog.changes.rows import Rows, key_of
from matinee.catalog.changes.tables import title_change
from matinee.catalog.tables import item, item_library
from matinee.catalog.visibility import title_columns
from matinee.kit.db import Connection, Page, decode_cursor, encode_cursor, metadata

_IDS = ARRAY(PG_UUID(as_uuid=True))
_SORT = "change"


async def take_rows(tx: Connection, scope: Scope, tables: Collection[str] | None = None) -> Rows:
    """Give every kept row (or those of some tables) of these items and files as it is now."""
    given = {"items": sorted(scope.items), "files": sorted(scope.files)}
    rows: Rows = {}
    for kept in KEPT:
        if tables is not None and kept.name not in tables:
            continue
        names = [name for name in given if f":{name}" in kept.condition]
        statement = text(f'select to_jsonb(t) from "{kept.name}" t where {kept.condition}')  # noqa: S608 - constants
        statement = statement.bindparams(*(bindparam(name, type_=_IDS) for name in names))
        found = await tx.execute(statement, {name: given[name] for name in names})
        rows[kept.name] = {key_of(kept, row): row for row in found.scalars()}
    return rows


async def rows_now(tx: Connection, wanted: dict[str, list[Row]]) -> Rows:
    """Give the rows with these keys as they are now."""
    rows: Rows = {}
    for kept in KEPT:
        if wanted.get(kept.name):
            statement = _over(kept, "select to_jsonb(t) from {table} t join {given} k on {same}")
            found = await tx.execute(statement, {"rows": _json(wanted[kept.name])})
            rows[kept.name] = {key_of(kept, row): row for row in found.scalars()}
    return rows


async def delete_rows(tx: Connection, kept: Kept, rows: Sequence[Row]) -> None:
    """Delete the rows with these keys."""
    if rows:
        await tx.execute(_over(kept, "delete from {table} t using {given} k where {same}"), {"rows": _json(rows)})


async def insert_rows(tx: Connection, kept: Kept, rows: Sequence[Row]) -> None:
    """Write rows back whole, but for columns that the table has lost since."""
    if rows:
        columns = ", ".join(f'"{name}"' for name in rows[0] if name in _table(kept).c)
        sql = f"insert into {{table}} ({columns}) select {columns} from {{given}} k on conflict do nothing"  # noqa: S608 - names of columns of the table
        await tx.execute(_over(kept, sql), {"rows": _json(rows)})


async def set_columns(tx: Connection, kept: Kept, columns: Sequence[str], rows: Sequence[Row]) -> None:
    """Set some columns of rows back."""
    names = [name for name in columns if name in _table(kept).c]
    if rows and names:
        changes = ", ".join(f'"{name}" = k."{name}"' for name in names)
        sql = f"update {{table}} t set {changes} from {{given}} k where {{same}}"  # noqa: S608 - names of columns of the table
        await tx.execute(_over(kept, sql), {"rows": _json(rows)})


async def remove_empty_versions(tx: Connection, ids: Sequence[UUID]) -> None:
    """Remove those of the versions that have no part; their ids stay known."""
    statement = text("""
        delete from version v where v.id = any(:ids) and not exists (select from part p where p.version_id = v.id)
    """)
    await tx.execute(statement.bindparams(bindparam("ids", type_=_IDS)), {"ids": list(ids)})


def _over(kept: Kept, sql: str) -> TextClause:
    same = " and ".join(f't."{column}" = k."{column}"' for column in kept.key)
    given = f'jsonb_populate_recordset(null::"{kept.name}", cast(:rows as jsonb))'
    return text(sql.format(table=f'"{kept.name}"', given=given, same=same))


def _table(kept: Kept) -> Table:
    return metadata.tables[kept.name]


def _json(rows: Sequence[Row]) -> str:
    return msgspec.json.encode(rows).decode()


async def add(tx: Connection, change: StoredChange, library_ids: Sequence[UUID]) -> None:
    """Write a change."""
    fields = msgspec.structs.asdict(change.record)
    values = {name: fields[name] for name in fields if name not in {"at", "undone_at"}}
    await tx.execute(insert(title_change).values(values | {"library_ids": list(library_ids), "rows": change.rows}))


_RECORD = tuple(title_change.c[name] for name in ChangeRecord.__struct_fields__)


async def by_id(tx: Connection, viewer: Viewer, change_id: UUID) -> StoredChange | None:
    """Give a change that this viewer may act on, locked; None where there is none."""
    statement = (
        select(*_RECORD, title_change.c.rows)
        .where(title_change.c.id == bindparam("change"), _may_act(viewer))
        .with_for_update(of=title_change)
    )
    found = await tx.execute(statement, {**viewer_parameters(viewer), "change": change_id})
    row = found.mappings().one_or_none()
    if row is None:
        return None
    fields = dict(row)
    rows = fields.pop("rows")
    return StoredChange(record=ChangeRecord(**fields), rows=[(table, was, became) for table, was, became in rows])


async def page(
    tx: Connection, viewer: Viewer, about: UUID | None, limit: int, cursor: str | None
) -> Page[ChangeRecord]:
    """Give the changes this viewer may act on, latest first; `about` an item or a file."""
    statement = select(*_RECORD).where(_may_act(viewer))
    given: dict[str, object] = {**viewer_parameters(viewer)}
    if about is not None:
        one = [about]
        statement = statement.where(title_change.c.item_ids.contains(one) | title_change.c.file_ids.contains(one))
    if cursor is not None:
        (last,) = decode_cursor(cursor, _SORT, tuple[UUID])
        statement = statement.where(title_change.c.id < last)
    rows = (await tx.execute(statement.order_by(title_change.c.id.desc()).limit(limit + 1), given)).mappings().all()
    items = [ChangeRecord(**row) for row in rows[:limit]]
    return Page(items, encode_cursor(_SORT, [items[-1].id]) if len(rows) > limit else None)


async def note_undone(tx: Connection, change_id: UUID, account_id: UUID | None) -> None:
    """Say of a change that it was undone."""
    await tx.execute(
        update(title_change).where(title_change.c.id == change_id).values(undone_at=func.now(), undone_by=account_id)
    )


async def known_items(tx: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Give those of the items that exist."""
    statement = select(item.c.id).where(item.c.id == any_(bindparam("ids", type_=_IDS)))
    return set((await tx.execute(statement, {"ids": list(ids)})).scalars())


async def in_use(tx: Connection, ids: Sequence[UUID]) -> list[UUID]:
    """Give those of these items that no file lies in any more, but that somebody marked or played."""
    statement = text("""
        select i.id from item i where i.id = any(:ids)
        and (exists (select from state s where s.entity_id = i.id)
             or exists (select from play p where p.entity_id = i.id))
        and not exists (select from item l join version v on v.item_id = l.id
                        where l.id = i.id or l.series_id = i.id or l.parent_id = i.id)
        order by i.id
    """)
    return list((await tx.execute(statement.bindparams(bindparam("ids", type_=_IDS)), {"ids": list(ids)})).scalars())


async def holders(tx: Connection, like: UUID, file_ids: Sequence[UUID]) -> set[UUID]:
    """Give the items of the kind of another that these files are of, or of what hangs below them."""
    statement = text("""
        select distinct h.id from part p join version v on v.id = p.version_id join item l on l.id = v.item_id
        join item h on h.id in (l.id, l.parent_id, l.series_id)
        where p.file_id = any(:files) and h.kind = (select kind from item where id = :like)
    """).bindparams(bindparam("files", type_=_IDS))
    return set((await tx.execute(statement, {"files": list(file_ids), "like": like})).scalars())


class Touched(msgspec.Struct, frozen=True):
    """An item that a change touched, as it is now."""

    id: UUID
    kind: str
    title: str
    year: int | None
    series_id: UUID | None
    minimum_age: int | None
    merged_into: UUID | None
    library_ids: list[UUID]


async def touched(tx: Connection, ids: Sequence[UUID]) -> list[Touched]:
    """Give these items with the libraries that hold them, titles first."""
    libraries = (
        select(func.array_agg(item_library.c.library_id)).where(item_library.c.item_id == item.c.id).scalar_subquery()
    )
    columns = [item.c[name] for name in Touched.__struct_fields__[:-1]]
    statement = select(*columns, func.coalesce(libraries, literal([], _IDS)).label("library_ids")).where(
        item.c.id == any_(bindparam("ids", type_=_IDS))
    )
    rows = await tx.execute(statement.order_by(item.c.series_id.is_not(None), item.c.id), {"ids": list(ids)})
    return [Touched(**row) for row in rows.mappings()]


def _may_act(viewer: Viewer) -> ColumnElement[bool]:
    """Every library that the change touched is granted, and none of its titles is too old for the viewer, or hidden."""
    shape = shape_of(viewer)
    held = func.unnest(title_change.c.library_ids).column_valued("held")
    unseen = exists().where(not_(visible_in_shape(shape, ContentColumns(held))))
    shows = visible_in_shape(shape._replace(all_libraries=True), ContentColumns(held, title_columns()))
    kept_away = exists().where(item.c.id == any_(title_change.c.item_ids), not_(shows))
    if shape.all_libraries:
        return not_(kept_away)
    return and_(func.cardinality(title_change.c.library_ids) > 0, not_(unseen), not_(kept_away))
