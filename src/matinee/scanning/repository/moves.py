"""SQL of moves: a fresh path that is a known file which lies no more where it lay, here or in another place."""

from collections.abc import Sequence
from uuid import UUID

import msgspec
from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY, BYTEA
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import Connection
from matinee.scanning.repository.below import below, below_parameters
from matinee.scanning.repository.compare import IS_UNKNOWN, NOT_WALKED, ORDINAL

_MOST = 50_000
_BASE = r"regexp_replace(convert_from({0}, 'LATIN1'), '^.*/', '')"
_LOWER = "lower(convert_from({0}, 'LATIN1'))"
_OTHERS = """
select o.id as root_id, o.path as root_path, o.library_id, o.identity from root o join library l on l.id = o.library_id
where l.kind = (select m.kind from library m join root r on r.library_id = m.id where r.id = :root)
"""
_GONE = f"""
create temp table gone on commit drop as
with sizes as (select distinct size_bytes from fresh where size_bytes > 0), lost as (
    select f.id from file f
    where f.root_id = :root and f.missing_since is null and {below("f.path")} and {NOT_WALKED} and not {IS_UNKNOWN}
    union
    select f.id from file f where f.missing_since is not null
    and not (f.root_id = :root and exists (select from walked w where w.path = f.path))
    union
    select unnest(:elsewhere)
)
select f.id, f.root_id, f.path, f.folder, f.size_bytes, f.mtime_ns, f.inode, f.content_hash, f.kind, f.missing_since,
       case when f.root_id = :root and f.missing_since is null then 0 when f.root_id = :root then 1
            when o.library_id = (select library_id from root where id = :root) then 2 else 3 end as distance
from lost join file f using (id) join sizes using (size_bytes) join ({_OTHERS}) o on o.root_id = f.root_id
"""
_PAIRS = f"""
alike as (
    select w.path, g.id from fresh w join gone g using (size_bytes, kind, inode) where w.inode <> 0
    union
    select w.path, g.id from fresh w join hashed h using (path) join gone g using (size_bytes, kind, content_hash)
    union
    select w.path, g.id from fresh w join gone g using (size_bytes, kind, mtime_ns)
    where {_BASE.format("w.path")} = {_BASE.format("g.path")}
), pairs as (
    select g.id, g.root_id as from_root, g.path as from_path, w.path, w.size_bytes, w.mtime_ns, w.inode, w.kind,
           case when h.content_hash = g.content_hash and w.inode <> 0 and w.inode = g.inode then 1
                when w.inode <> 0 and w.inode = g.inode and w.mtime_ns = g.mtime_ns and g.distance < 3 then 2
                when h.content_hash = g.content_hash and {_BASE.format("w.path")} = {_BASE.format("g.path")} then 3
                when h.content_hash = g.content_hash then 4
                when (g.content_hash is null or h.content_hash is null) and w.mtime_ns = g.mtime_ns
                     and {_BASE.format("w.path")} = {_BASE.format("g.path")} then 5
           end as rank,
           g.distance, g.missing_since
    from alike join fresh w on w.path = alike.path join gone g on g.id = alike.id
    left join hashed h on h.path = w.path
)
"""
_MOVES = f"""
with {_PAIRS}, ranked as (
    select *, row_number() over (partition by path order by distance, rank, missing_since nulls first, id) as by_path,
              row_number() over (partition by id order by rank, path) as by_file
    from pairs where rank is not null
)
insert into moved select id, from_root, from_path, path, size_bytes, mtime_ns, inode, kind, rank
from ranked where by_path = 1 and by_file = 1
"""
_NOTE_MOVED = f"""
insert into scan_change (scan_id, ordinal, action, root_id, path, file_id, details)
select :scan, {ORDINAL} + row_number() over (order by path), 'move', from_root, from_path, file_id,
       jsonb_build_object('size_bytes', size_bytes, 'mtime_ns', mtime_ns, 'inode', inode, 'kind', kind,
                          'to_root', :root, 'to', encode(path, 'hex'), 'rank', rank)
from moved
"""
_SAME_ELSEWHERE = f"""
select f.id, f.root_id, o.root_path, f.path, w.path as fresh, f.content_hash is not null as is_hashed, o.identity
from fresh w join file f on f.size_bytes = w.size_bytes and f.kind = 'video' and f.missing_since is null and {{}}
join ({_OTHERS}) o on o.root_id = f.root_id
join root here on here.id = :root
where w.kind = 'video' and w.size_bytes > 0 and (f.root_id <> :root or not {below("f.path")})
  and o.root_path || '/' || f.path <> here.path || '/' || w.path
"""
_ELSEWHERE = " union all ".join(
    (
        _SAME_ELSEWHERE.format("f.content_hash is not null"),
        _SAME_ELSEWHERE.format(
            "f.content_hash is null and f.mtime_ns = w.mtime_ns "
            f"and {_BASE.format('w.path')} = {_BASE.format('f.path')}"
        )
        + "limit :most",
    )
)
_TWINS = f"""
select w.path, f.path from fresh w
join file f on f.root_id = :root and f.missing_since is null and f.size_bytes = w.size_bytes
     and {_LOWER.format("f.path")} = {_LOWER.format("w.path")}
where {below("f.path")} and {NOT_WALKED} limit :most
"""
_RECENT = """
select w.path, w.size_bytes, w.mtime_ns from walked w left join file f on f.root_id = :root and f.path = w.path
where w.kind = 'video' and w.mtime_ns > :since
  and (f.id is null or f.size_bytes <> w.size_bytes or f.mtime_ns <> w.mtime_ns)
limit :most
"""
_TO_HASH = """
select distinct w.path from fresh w join gone g on g.size_bytes = w.size_bytes and g.kind = w.kind
where g.content_hash is not null limit :most
"""


class Elsewhere(msgspec.Struct, frozen=True):
    """A known file outside of what was walked that may have become a fresh path."""

    file_id: UUID
    root_id: UUID
    root_path: bytes
    path: bytes
    fresh: bytes
    is_hashed: bool
    identity: dict[str, object] | None


async def elsewhere(tx: Connection, root_id: UUID, scope: bytes) -> list[Elsewhere]:
    """Give known present files outside of what was walked that have the size of a fresh video, and its other marks."""
    given = {"root": root_id, "most": _MOST, **below_parameters(scope)}
    return [Elsewhere(*row) for row in await tx.execute(text(_ELSEWHERE), given)]


async def twins(tx: Connection, root_id: UUID, scope: bytes) -> list[tuple[bytes, bytes]]:
    """Give fresh paths that differ only by case from a known one that was not walked: (fresh, known)."""
    given = {"root": root_id, "most": _MOST, **below_parameters(scope)}
    return [(row[0], row[1]) for row in await tx.execute(text(_TWINS), given)]


async def recent(tx: Connection, root_id: UUID, since_ns: int) -> list[tuple[bytes, int, int]]:
    """Give new or changed videos that were written just now: (path, size, time)."""
    rows = await tx.execute(text(_RECENT), {"root": root_id, "since": since_ns, "most": _MOST})
    return [(row[0], row[1], row[2]) for row in rows]


async def fill_gone(tx: Connection, root_id: UUID, scope: bytes, elsewhere: Sequence[UUID]) -> None:
    """Gather the known files that lie no more where they lay; `elsewhere` names those outside that are surely gone."""
    await tx.execute(text("drop table if exists gone"))
    statement = text(_GONE).bindparams(bindparam("elsewhere", type_=ARRAY(PG_UUID(as_uuid=True))))
    await tx.execute(statement, {"root": root_id, "elsewhere": list(elsewhere), **below_parameters(scope)})
    await tx.execute(text("analyze gone"))


async def to_hash(tx: Connection) -> list[bytes]:
    """Give fresh paths of the size of a file that is gone, whose hash is worth reading."""
    return list((await tx.execute(text(_TO_HASH), {"most": _MOST})).scalars())


async def plan_moves(tx: Connection, scan_id: UUID, root_id: UUID, hashes: Sequence[tuple[bytes, bytes]]) -> int:
    """Plan moves, the nearest and surest pair first; each file and each path is used once.

    Sure by content (size and partial hash) or by inode with size and time; else by size, time and name together.
    """
    await tx.execute(text("create temp table hashed (path bytea primary key, content_hash bytea) on commit drop"))
    insert = text("insert into hashed select * from unnest(:paths, :hashes)").bindparams(
        bindparam("paths", type_=ARRAY(BYTEA)), bindparam("hashes", type_=ARRAY(BYTEA))
    )
    if hashes:
        await tx.execute(insert, {"paths": [each[0] for each in hashes], "hashes": [each[1] for each in hashes]})
    await tx.execute(text(_MOVES))
    return (await tx.execute(text(_NOTE_MOVED), {"scan": scan_id, "root": root_id})).rowcount
