"""SQL of comparing: what was walked against what is known, set-based, writing only the plan.

A transaction that plans holds these tables, gone with its end: `walked` (the files of folders that are not exactly as
known), `same_folder` (those that are), `unknown_below` (where nothing may be concluded), `fresh` (walked, not known at
its path), `moved` (fresh paths that are known files).
"""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA

from matinee.kit.db import Connection, copy_block
from matinee.kit.walking import ROW_COLUMNS, Rows
from matinee.scanning.repository.below import below, below_parameters

_WALKED = """
create temp table walked (path bytea not null, folder bytea not null, size_bytes bigint not null,
                          mtime_ns bigint not null, inode bigint not null, kind text not null) on commit drop
"""
_MUCH = 2_000
"""So many changes are counted anew, which takes some milliseconds."""
_BESIDE = """
create temp table same_folder (path bytea primary key) on commit drop;
create temp table unknown_below (path bytea primary key) on commit drop;
create temp table moved (file_id uuid primary key, from_root uuid, from_path bytea, path bytea unique,
                         size_bytes bigint, mtime_ns bigint, inode bigint, kind text, rank int) on commit drop
"""
_FRESH = """
create temp table fresh on commit drop as
    select w.* from walked w where not exists (select from file f where f.root_id = :root and f.path = w.path)
"""
IS_UNKNOWN = """
exists (select from unknown_below u where u.path = ''::bytea or f.path = u.path
        or (f.path >= u.path || '/'::bytea and f.path < u.path || '0'::bytea))
"""
NOT_WALKED = """
not exists (select from same_folder s where s.path = f.folder)
and not exists (select from walked w where w.path = f.path)
"""
"""Two conditions and no "or" between them: so each is a hash join, where "or" would try each file with each walked."""
ORDINAL = "(select coalesce(max(ordinal), 0) from scan_change where scan_id = :scan)"
DETAILS = "jsonb_build_object('size_bytes', w.size_bytes, 'mtime_ns', w.mtime_ns, 'inode', w.inode, 'kind', w.kind)"


async def load_walked(tx: Connection, blocks: Sequence[Rows]) -> None:
    """Put what was walked beside the catalog, until the transaction ends."""
    await tx.execute(text(_WALKED))
    for each in _BESIDE.split(";"):
        await tx.execute(text(each))
    for block in blocks:
        await copy_block(tx, "walked", ROW_COLUMNS, block.block)
    await tx.execute(text("analyze walked"))


async def fill_same(tx: Connection, folders: Sequence[bytes]) -> None:
    """Name the folders whose files are exactly those known."""
    statement = text("insert into same_folder select distinct unnest(:paths)").bindparams(_PATHS)
    if folders:
        await tx.execute(statement, {"paths": list(folders)})
        await tx.execute(text("analyze same_folder"))


async def protect(tx: Connection, unknown: Sequence[bytes]) -> None:
    """Name the paths at or below which nothing may be concluded."""
    statement = text("insert into unknown_below select distinct unnest(:paths)").bindparams(_PATHS)
    if unknown:
        await tx.execute(statement, {"paths": list(unknown)})


async def fill_fresh(tx: Connection, root_id: UUID) -> int:
    """Gather what is not known at its path; give how much it is."""
    result = await tx.execute(text(_FRESH), {"root": root_id})
    await tx.execute(text("analyze fresh"))
    return result.rowcount


async def count_planned(tx: Connection, changes: int) -> None:
    """Tell the planner of a plan that grew by much: by the size it had before, joins over it would take hours."""
    if changes >= _MUCH:
        await tx.execute(text("analyze scan_change"))


async def refresh_statistics(tx: Connection) -> None:
    """Tell the planner how much there is, after a first scan filled empty tables."""
    await tx.execute(text("analyze file, scan_change, item, item_library, version, part, match"))


async def found_in_folders(tx: Connection, root_id: UUID) -> dict[bytes, int]:
    """Count, by folder, the known present files that were walked with their size."""
    statement = text("""
        select f.folder, count(*) from walked w join file f on f.root_id = :root and f.path = w.path
        where f.missing_since is null and f.size_bytes = w.size_bytes group by f.folder
    """)
    return {row[0]: row[1] for row in await tx.execute(statement, {"root": root_id})}


async def discard_below(tx: Connection, prefix: bytes) -> None:
    """Let go of what was walked below a prefix: it is of another disk."""
    await tx.execute(text(f"delete from walked w where {below('w.path')}"), below_parameters(prefix))


async def discard(tx: Connection, paths: Sequence[bytes]) -> None:
    """Let go of single paths that were walked."""
    statement = text("delete from walked where path = any(:paths)").bindparams(_PATHS)
    if paths:
        await tx.execute(statement, {"paths": list(paths)})


async def take_for_known(tx: Connection, twins: Sequence[tuple[bytes, bytes]]) -> None:
    """On a disk that does not tell case apart, let what was walked be known by its first spelling: (walked, known)."""
    statement = text("""
        update walked w
        set path = t.known, folder = substr(t.known, 1, greatest(length(t.known) - length(t.name) - 1, 0))
        from (select unnest(:walked) as walked, unnest(:paths) as known, unnest(:names) as name) t
        where w.path = t.walked
    """).bindparams(_PATHS, bindparam("walked", type_=ARRAY(BYTEA)), bindparam("names", type_=ARRAY(BYTEA)))
    if twins:
        given = {
            "walked": [each[0] for each in twins],
            "paths": [each[1] for each in twins],
            "names": [each[1].rpartition(b"/")[2] for each in twins],
        }
        await tx.execute(statement, given)


_PATHS = bindparam("paths", type_=ARRAY(BYTEA))
# A second's grain, as FAT, SMB and rclone have it, is no change of the time.
_CHANGED = """
(w.size_bytes <> f.size_bytes
 or (w.mtime_ns <> f.mtime_ns
     and not (abs(w.mtime_ns::numeric - f.mtime_ns) < 2000000000
              and (w.mtime_ns % 1000000000 = 0 or f.mtime_ns % 1000000000 = 0))))
"""


async def plan_known(tx: Connection, scan_id: UUID, root_id: UUID) -> int:
    """Plan updates and returns: known paths that were walked."""
    statement = text(f"""
        insert into scan_change (scan_id, ordinal, action, root_id, path, file_id, details)
        select :scan, {ORDINAL} + row_number() over (order by f.path), case when f.missing_since is null
               then 'update' else 'return' end, :root, f.path, f.id,
               {DETAILS} || jsonb_build_object('changed', {_CHANGED})
        from walked w join file f on f.root_id = :root and f.path = w.path
        where f.missing_since is not null or {_CHANGED} or f.kind <> w.kind
    """)
    return (await tx.execute(statement, {"scan": scan_id, "root": root_id})).rowcount


async def plan_hides(tx: Connection, scan_id: UUID, root_id: UUID, scope: bytes) -> int:
    """Plan hiding: known files that were looked for where the walk saw everything, and that are not there."""
    statement = text(f"""
        insert into scan_change (scan_id, ordinal, action, root_id, path, file_id, details)
        select :scan, {ORDINAL} + row_number() over (order by f.path), 'hide', :root, f.path, f.id,
               jsonb_build_object('size_bytes', f.size_bytes, 'kind', f.kind)
        from file f
        where f.root_id = :root and f.missing_since is null and {below("f.path")}
        and {NOT_WALKED} and not {IS_UNKNOWN}
        and not exists (select from moved m where m.file_id = f.id)
    """)
    result = await tx.execute(statement, {"scan": scan_id, "root": root_id, **below_parameters(scope)})
    return result.rowcount


async def plan_adds(tx: Connection, scan_id: UUID, root_id: UUID) -> int:
    """Plan adding: fresh paths that are no moved file. Files of one folder stay together."""
    statement = text(f"""
        insert into scan_change (scan_id, ordinal, action, root_id, path, details)
        select :scan, {ORDINAL} + row_number() over (order by w.folder, w.path), 'add', :root, w.path, {DETAILS}
        from fresh w where not exists (select from moved m where m.path = w.path)
    """)
    return (await tx.execute(statement, {"scan": scan_id, "root": root_id})).rowcount


async def keep_for_later(tx: Connection, root_id: UUID, since_ns: int) -> None:
    """In a first scan, leave what may be a known file from elsewhere, or still be copied, to the walk's end."""
    statement = text("""
        delete from walked w using root r where r.id = :root and w.kind = 'video'
        and (w.mtime_ns > :since
             or (w.size_bytes > 0 and exists (
                 select from file f join root o on o.id = f.root_id
                 where f.kind = 'video' and f.size_bytes = w.size_bytes and f.root_id <> :root
                 and (f.content_hash is not null or f.mtime_ns = w.mtime_ns)
                 and (f.missing_since is not null or o.path || '/' || f.path <> r.path || '/' || w.path))))
    """)
    await tx.execute(statement, {"root": root_id, "since": since_ns})
