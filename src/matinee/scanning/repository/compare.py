"""SQL of comparing: what was walked against what is known, set-based, writing only the plan."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA

from matinee.kit.db import Connection, copy_block
from matinee.kit.walking import ROW_COLUMNS, Rows


async def load_walked(tx: Connection, blocks: Sequence[Rows]) -> None:
    """Put what was walked beside the catalog, until the transaction ends."""
    await tx.execute(
        text("""create temp table walked (path bytea not null, folder bytea not null, size_bytes bigint not null,
                mtime_ns bigint not null, inode bigint not null, kind text not null) on commit drop""")
    )
    for block in blocks:
        await copy_block(tx, "walked", ROW_COLUMNS, block.block)
    await tx.execute(text("analyze walked"))


async def refresh_statistics(tx: Connection) -> None:
    """Tell the planner how much there is, after a first scan filled empty tables."""
    await tx.execute(text("analyze file, scan_change, item, item_library, version, part, match"))


async def protect(tx: Connection, unknown: Sequence[bytes]) -> None:
    """Name the paths at or below which nothing may be concluded."""
    await tx.execute(text("create temp table unknown_below (path bytea primary key) on commit drop"))
    statement = text("insert into unknown_below select distinct unnest(:paths)").bindparams(
        bindparam("paths", type_=ARRAY(BYTEA))
    )
    if unknown:
        await tx.execute(statement, {"paths": list(unknown)})


async def known_and_found(tx: Connection, root_id: UUID, prefix: bytes) -> tuple[int, int]:
    """Count the known present files below a prefix, and those of them that were walked with their size."""
    statement = text(f"""
        select count(*), count(w.path) from file f
        left join walked w on w.path = f.path and w.size_bytes = f.size_bytes
        where f.root_id = :root and f.missing_since is null and {_below("f.path")}
    """)
    row = (await tx.execute(statement, {"root": root_id, **_prefix(prefix)})).one()
    return row[0], row[1]


async def discard_below(tx: Connection, prefix: bytes) -> None:
    """Let go of what was walked below a prefix: it is of another disk."""
    await tx.execute(text(f"delete from walked w where {_below('w.path')}"), _prefix(prefix))


def _prefix(prefix: bytes) -> dict[str, object]:
    return {"is_all": not prefix, "exact": prefix, "below": prefix + b"/", "above": prefix + b"0"}  # "0" follows "/"


def _below(column: str) -> str:
    return f"(:is_all or {column} = :exact or ({column} >= :below and {column} < :above))"


_CHANGED = """
(w.size_bytes <> f.size_bytes
 or (w.mtime_ns <> f.mtime_ns
     and not (abs(w.mtime_ns::numeric - f.mtime_ns) < 2000000000
              and (w.mtime_ns % 1000000000 = 0 or f.mtime_ns % 1000000000 = 0))))
"""
_DETAILS = """
jsonb_build_object('size_bytes', w.size_bytes, 'mtime_ns', w.mtime_ns, 'inode', w.inode, 'kind', w.kind)
"""


async def plan_known(tx: Connection, scan_id: UUID, root_id: UUID) -> None:
    """Plan updates and returns: known paths that were walked."""
    statement = text(f"""
        insert into scan_change (scan_id, ordinal, action, root_id, path, file_id, details)
        select :scan, {_ORDINAL} + row_number() over (order by f.path), case when f.missing_since is null
               then 'update' else 'return' end, :root, f.path, f.id,
               {_DETAILS} || jsonb_build_object('changed', {_CHANGED})
        from walked w join file f on f.root_id = :root and f.path = w.path
        where f.missing_since is not null or {_CHANGED} or f.kind <> w.kind
    """)
    await tx.execute(statement, {"scan": scan_id, "root": root_id})


_ORDINAL = "(select coalesce(max(ordinal), 0) from scan_change where scan_id = :scan)"


async def plan_moves(tx: Connection, scan_id: UUID, root_id: UUID, hashes: Sequence[tuple[bytes, bytes]]) -> int:
    """Plan moves: a new path that is a known file which lies no more where it lay, here or in another place.

    Sure by content (size and partial hash) or by inode with size and time; else by size, time and name together.
    Each file and each path is used once, the surest pair first.
    """
    await tx.execute(text("create temp table hashed (path bytea primary key, content_hash bytea) on commit drop"))
    insert = text("insert into hashed select * from unnest(:paths, :hashes)").bindparams(
        bindparam("paths", type_=ARRAY(BYTEA)), bindparam("hashes", type_=ARRAY(BYTEA))
    )
    if hashes:
        await tx.execute(insert, {"paths": [each[0] for each in hashes], "hashes": [each[1] for each in hashes]})
    await tx.execute(text(_MOVED))
    await tx.execute(text(_MOVES), {"root": root_id})
    await tx.execute(text("analyze moved"))
    result = await tx.execute(text(_NOTE_MOVED), {"scan": scan_id, "root": root_id})
    return result.rowcount


_GONE = """
gone as (
    select f.id, f.root_id, f.path, f.size_bytes, f.mtime_ns, f.inode, f.content_hash, f.kind, f.missing_since
    from file f
    where (f.root_id = :root and f.missing_since is null
           and not exists (select from walked w where w.path = f.path)
           and not exists (select from unknown_below u where u.path = ''::bytea or f.path = u.path
                           or (f.path >= u.path || '/'::bytea and f.path < u.path || '0'::bytea)))
       or (f.missing_since is not null
           and f.root_id in (select r.id from root r join root o on o.library_id = r.library_id where o.id = :root)
           and not exists (select from walked w where f.root_id = :root and w.path = f.path))
)
"""
_FRESH = """
fresh as (
    select w.* from walked w where not exists (select from file f where f.root_id = :root and f.path = w.path)
)
"""
_BASE = r"regexp_replace(convert_from({0}, 'LATIN1'), '^.*/', '')"
_PAIRS = f"""
pairs as (
    select g.id, g.root_id as from_root, g.path as from_path, w.path, w.size_bytes, w.mtime_ns, w.inode, w.kind,
           case when h.content_hash is not null and h.content_hash = g.content_hash
                     and w.inode <> 0 and w.inode = g.inode then 1
                when w.inode <> 0 and w.inode = g.inode and w.mtime_ns = g.mtime_ns then 2
                when h.content_hash is not null and h.content_hash = g.content_hash
                     and {_BASE.format("w.path")} = {_BASE.format("g.path")} then 3
                when h.content_hash is not null and h.content_hash = g.content_hash then 4
                when g.content_hash is null and w.mtime_ns = g.mtime_ns
                     and {_BASE.format("w.path")} = {_BASE.format("g.path")} then 5
           end as rank,
           g.missing_since
    from fresh w join gone g on g.size_bytes = w.size_bytes and g.kind = w.kind and g.size_bytes > 0
    left join hashed h on h.path = w.path
)
"""
_MOVES = f"""
with {_GONE}, {_FRESH}, {_PAIRS}, ranked as (
    select *, row_number() over (partition by path order by rank, missing_since nulls first, id) as by_path,
              row_number() over (partition by id order by rank, path) as by_file
    from pairs where rank is not null
), chosen as (
    select * from ranked where by_path = 1 and by_file = 1
)
insert into moved select id, from_root, from_path, path, size_bytes, mtime_ns, inode, kind, rank from chosen
"""
_MOVED = """
create temp table moved (file_id uuid primary key, from_root uuid, from_path bytea, path bytea unique,
                         size_bytes bigint, mtime_ns bigint, inode bigint, kind text, rank int) on commit drop
"""
_NOTE_MOVED = f"""
insert into scan_change (scan_id, ordinal, action, root_id, path, file_id, details)
select :scan, {_ORDINAL} + row_number() over (order by path), 'move', from_root, from_path, file_id,
       jsonb_build_object('size_bytes', size_bytes, 'mtime_ns', mtime_ns, 'inode', inode, 'kind', kind,
                          'to_root', :root, 'to', encode(path, 'hex'), 'rank', rank)
from moved
"""


async def move_candidates(tx: Connection, root_id: UUID, limit: int) -> list[bytes]:
    """Give new paths whose size is that of a file that lies no more where it lay, and whose hash is worth reading."""
    statement = text(f"""
        with {_GONE}, {_FRESH}
        select distinct w.path from fresh w join gone g on g.size_bytes = w.size_bytes and g.kind = w.kind
        where g.size_bytes > 0 and g.content_hash is not null limit :limit
    """)
    return list((await tx.execute(statement, {"root": root_id, "limit": limit})).scalars())


async def plan_hides(tx: Connection, scan_id: UUID, root_id: UUID, scope: bytes) -> int:
    """Plan hiding: known files that were looked for where the walk saw everything, and that are not there."""
    statement = text(f"""
        insert into scan_change (scan_id, ordinal, action, root_id, path, file_id, details)
        select :scan, {_ORDINAL} + row_number() over (order by f.path), 'hide', :root, f.path, f.id,
               jsonb_build_object('size_bytes', f.size_bytes)
        from file f
        where f.root_id = :root and f.missing_since is null and {_below("f.path")}
        and not exists (select from walked w where w.path = f.path)
        and not exists (select from unknown_below u where u.path = ''::bytea or f.path = u.path
                        or (f.path >= u.path || '/'::bytea and f.path < u.path || '0'::bytea))
        and not exists (select from moved m where m.file_id = f.id)
    """)
    result = await tx.execute(statement, {"scan": scan_id, "root": root_id, **_prefix(scope)})
    return result.rowcount


async def plan_first(tx: Connection, scan_id: UUID, root_id: UUID) -> int:
    """Plan adding where nothing can have been moved: in a first scan."""
    await tx.execute(text(_MOVED))
    return await plan_adds(tx, scan_id, root_id)


async def plan_adds(tx: Connection, scan_id: UUID, root_id: UUID) -> int:
    """Plan adding: walked paths that are not known and are no moved file. Files of one folder stay together."""
    statement = text(f"""
        insert into scan_change (scan_id, ordinal, action, root_id, path, details)
        select :scan, {_ORDINAL} + row_number() over (order by w.folder, w.path), 'add', :root, w.path, {_DETAILS}
        from walked w
        where not exists (select from file f where f.root_id = :root and f.path = w.path)
        and not exists (select from moved m where m.path = w.path)
    """)
    result = await tx.execute(statement, {"scan": scan_id, "root": root_id})
    return result.rowcount
