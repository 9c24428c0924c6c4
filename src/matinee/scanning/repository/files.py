"""SQL of applying: what happens to the rows of files."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.types import BigInteger, Text

from matinee.kit.db import Connection, copy_rows

_IDS = ARRAY(PG_UUID(as_uuid=True))
_INTS = ARRAY(BigInteger)


class FileRow(msgspec.Struct, frozen=True):
    """A file as found: columns as in the table."""

    id: UUID
    root_id: UUID
    path: bytes
    folder: bytes
    kind: str
    size_bytes: int
    mtime_ns: int
    inode: int
    first_seen_at: datetime


async def add(tx: Connection, rows: Sequence[FileRow]) -> None:
    """Write new files."""
    await copy_rows(tx, "file", FileRow.__struct_fields__, (msgspec.structs.astuple(row) for row in rows))


async def refresh(tx: Connection, rows: Sequence[FileRow], *, changed: Sequence[bool]) -> None:
    """Bring known files in line with what was found at their path; changed content is probed anew."""
    statement = text("""
        update file f
        set kind = g.kind, size_bytes = g.size_bytes, mtime_ns = g.mtime_ns, inode = g.inode, missing_since = null,
            content_hash = case when g.changed then null else f.content_hash end,
            probe_state = case when g.changed then 'pending' else f.probe_state end,
            probe_strikes = case when g.changed then 0 else f.probe_strikes end,
            probe_error = case when g.changed then null else f.probe_error end
        from unnest(:ids, :kinds, :sizes, :times, :inodes, :changed)
             as g (id, kind, size_bytes, mtime_ns, inode, changed)
        where f.id = g.id
    """).bindparams(
        bindparam("ids", type_=_IDS),
        bindparam("kinds", type_=ARRAY(Text)),
        bindparam("sizes", type_=_INTS),
        bindparam("times", type_=_INTS),
        bindparam("inodes", type_=_INTS),
    )
    if rows:
        given = {**_columns(rows), "changed": list(changed)}
        await tx.execute(statement, given)


async def move(tx: Connection, rows: Sequence[FileRow]) -> None:
    """Let known files lie at a new path: they stay the same files. A path that is taken is left alone."""
    statement = text("""
        update file f
        set root_id = g.root_id, path = g.path, folder = g.folder, mtime_ns = g.mtime_ns, inode = g.inode,
            missing_since = null
        from unnest(:ids, :roots, :paths, :folders, :times, :inodes) as g (id, root_id, path, folder, mtime_ns, inode)
        where f.id = g.id
        and not exists (select from file o where o.root_id = g.root_id and o.path = g.path and o.id <> g.id)
    """).bindparams(
        bindparam("ids", type_=_IDS),
        bindparam("roots", type_=_IDS),
        bindparam("paths", type_=ARRAY(BYTEA)),
        bindparam("folders", type_=ARRAY(BYTEA)),
        bindparam("times", type_=_INTS),
        bindparam("inodes", type_=_INTS),
    )
    if rows:
        columns = _columns(rows)
        given = {name: columns[name] for name in ("ids", "roots", "paths", "folders", "times", "inodes")}
        await tx.execute(statement, given)


def _columns(rows: Sequence[FileRow]) -> dict[str, list[object]]:
    return {
        "ids": [row.id for row in rows],
        "roots": [row.root_id for row in rows],
        "paths": [row.path for row in rows],
        "folders": [row.folder for row in rows],
        "kinds": [row.kind for row in rows],
        "sizes": [row.size_bytes for row in rows],
        "times": [row.mtime_ns for row in rows],
        "inodes": [row.inode for row in rows],
    }


async def hide(tx: Connection, ids: Sequence[UUID], now: datetime) -> None:
    """Say of files that they are missing since now."""
    statement = text("update file set missing_since = :now where id = any(:ids) and missing_since is null")
    await tx.execute(statement.bindparams(bindparam("ids", type_=_IDS)), {"ids": list(ids), "now": now})


async def locked(tx: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Give those of the files whose place a person chose."""
    statement = text("select file_id from match where file_id = any(:ids) and state = 'locked'")
    return set((await tx.execute(statement.bindparams(bindparam("ids", type_=_IDS)), {"ids": list(ids)})).scalars())


async def counts(tx: Connection, library_id: UUID) -> tuple[int, int]:
    """Count the known present files of a library, and those in the inbox."""
    statement = text("""
        select (select count(*) from file f join root r on r.id = f.root_id
                where r.library_id = :library and f.missing_since is null),
               (select count(*) from match m join file f on f.id = m.file_id join root r on r.id = f.root_id
                where r.library_id = :library and m.state = 'inbox' and f.missing_since is null)
    """)
    row = (await tx.execute(statement, {"library": library_id})).one()
    return row[0], row[1]


async def has_any(tx: Connection, root_id: UUID) -> bool:
    """Tell whether any file of a root is known."""
    statement = text("select exists (select from file where root_id = :root)")
    return bool((await tx.execute(statement, {"root": root_id})).scalar_one())


async def titles_alone_in(
    tx: Connection, scan_id: UUID, file_ids: Sequence[UUID]
) -> dict[UUID, tuple[UUID, str, str, int | None, list[str]]]:
    """Give, for moved files, the one title all of whose present files this scan moves.

    File to (title, kind, match_key, year, locked fields).
    """
    statement = text("""
        with mine as (
            select p.file_id, coalesce(i.series_id, case when i.kind = 'extra' then i.parent_id end, i.id) as title_id
            from part p join version v on v.id = p.version_id join item i on i.id = v.item_id
            where p.file_id = any(:ids)
        ), below as (
            select distinct title_id, title_id as id from mine
            union
            select series_id, id from item where series_id in (select title_id from mine)
            union
            select parent_id, id from item where parent_id in (select title_id from mine)
        ), staying as (
            select b.title_id from below b join version v on v.item_id = b.id join part p on p.version_id = v.id
            join file f on f.id = p.file_id
            left join scan_change c on c.scan_id = :scan and c.action = 'move' and c.file_id = f.id
            where f.missing_since is null and c.file_id is null
        ), alone as (
            select distinct title_id as id from mine where title_id not in (select title_id from staying)
        )
        select m.file_id, t.id, t.kind, t.match_key, t.match_year, t.locked_fields
        from mine m join alone a on a.id = m.title_id join item t on t.id = a.id
    """).bindparams(bindparam("ids", type_=_IDS))
    rows = await tx.execute(statement, {"ids": list(file_ids), "scan": scan_id})
    return {row[0]: (row[1], row[2], row[3], row[4], list(row[5])) for row in rows}
