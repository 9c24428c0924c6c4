"""SQL of holding: what a plan would hide, without what a person approved before."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import Integer, bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY

from matinee.kit.db import Connection
from matinee.scanning.repository.below import below, below_parameters

_HIDES = """
scan_change c join file f on f.id = c.file_id
where c.scan_id = :scan and c.root_id = :root and c.action = 'hide' and c.applied_at is null
and not coalesce((c.details ->> 'approved')::boolean, false)
"""


async def hidden_by_folder(tx: Connection, scan_id: UUID, root_id: UUID) -> dict[bytes, int]:
    """Count what a plan hides in a root, by folder."""
    statement = text(f"select f.folder, count(*) from {_HIDES} group by f.folder")
    return {row[0]: row[1] for row in await tx.execute(statement, {"scan": scan_id, "root": root_id})}


async def hidden_below(tx: Connection, scan_id: UUID, root_id: UUID, prefix: bytes) -> int:
    """Count what a plan hides below a path."""
    statement = text(f"select count(*) from {_HIDES} and {below('f.path')}")
    given = {"scan": scan_id, "root": root_id, **below_parameters(prefix)}
    return (await tx.execute(statement, given)).scalar_one()


async def approve(tx: Connection, scan_id: UUID, approved_by: UUID) -> None:
    """Mark the hides that a person approved in an earlier, held plan: they do not count against the limits."""
    statement = text("""
        update scan_change c set details = c.details || '{"approved": true}'
        from scan_change o
        where c.scan_id = :scan and o.scan_id = :approved and c.action = 'hide' and o.action = 'hide'
          and c.file_id = o.file_id and c.applied_at is null
    """)
    await tx.execute(statement, {"scan": scan_id, "approved": approved_by})


async def drop_moved(tx: Connection, scan_id: UUID) -> None:
    """Let go of hides of files that this scan found again in another place."""
    statement = text("""
        delete from scan_change c using file f
        where c.scan_id = :scan and c.action = 'hide' and c.applied_at is null and f.id = c.file_id
        and (f.root_id <> c.root_id or f.path <> c.path)
    """)
    await tx.execute(statement, {"scan": scan_id})


async def unexplained(tx: Connection, scan_id: UUID, root_id: UUID) -> list[tuple[int, bytes]]:
    """Give the hides whose path no rule passes over, by itself or by a folder around it: (ordinal, path)."""
    statement = text("""
        with hides as (
            select ordinal, path, string_to_array(convert_from(path, 'LATIN1'), '/') as parts from scan_change
            where scan_id = :scan and root_id = :root and action = 'hide' and applied_at is null
        ), around as (
            select ordinal, convert_to(array_to_string(parts[1:depth], '/'), 'LATIN1') as path
            from hides cross join generate_series(1, cardinality(parts)) as depth
        )
        select ordinal, path from hides
        where ordinal not in (select a.ordinal from around a join ignored_path i using (path) where i.root_id = :root)
        order by ordinal
    """)
    return [(row[0], row[1]) for row in await tx.execute(statement, {"scan": scan_id, "root": root_id})]


async def drop(tx: Connection, scan_id: UUID, ordinals: Sequence[int]) -> None:
    """Take changes out of a plan."""
    statement = text("delete from scan_change where scan_id = :scan and ordinal = any(:ordinals)")
    statement = statement.bindparams(bindparam("ordinals", type_=ARRAY(Integer)))
    if ordinals:
        await tx.execute(statement, {"scan": scan_id, "ordinals": list(ordinals)})
