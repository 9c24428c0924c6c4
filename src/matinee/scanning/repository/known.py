"""SQL of what is known of a root before it is walked: folders with their fingerprint, and a few witnesses."""

from uuid import UUID

import msgspec
from sqlalchemy import text

from matinee.kit.db import Connection
from matinee.scanning.repository.below import below, below_parameters


class KnownFolder(msgspec.Struct, frozen=True):
    """The present files of one folder: how many, and their fingerprint as kit/walking/packing.py makes it."""

    files: int
    fingerprint: bytes


async def known_folders(tx: Connection, root_id: UUID, scope: bytes) -> dict[bytes, KnownFolder]:
    """Give the folders in which files are known to be present, at or below the scope."""
    statement = text(f"""
        select folder, count(*), substr(sha256(string_agg(
            int4send(length(path)) || path || int8send(size_bytes) || int8send(mtime_ns)
            || int8send(coalesce(inode, 0)) || convert_to(kind, 'UTF8'), ''::bytea order by path)), 1, 16)
        from file where root_id = :root and missing_since is null and {below("path")} group by folder
    """)
    rows = await tx.execute(statement, {"root": root_id, **below_parameters(scope)})
    return {row[0]: KnownFolder(row[1], row[2]) for row in rows}


async def count_present(tx: Connection, root_id: UUID) -> int:
    """Count the present files of a root."""
    statement = text("select count(*) from file where root_id = :root and missing_since is null")
    return (await tx.execute(statement, {"root": root_id})).scalar_one()


async def witnesses(tx: Connection, root_id: UUID, prefix: bytes, each_end: int = 8) -> list[tuple[bytes, int]]:
    """Give some present files below a prefix, from both ends of the alphabet."""
    one_end = f"""
        (select path, size_bytes from file
         where root_id = :root and missing_since is null and {below("path")} order by path {{}} limit :limit)
    """
    statement = text(f"{one_end.format('asc')} union {one_end.format('desc')}")
    given = {"root": root_id, "limit": each_end, **below_parameters(prefix)}
    return [(row[0], row[1]) for row in await tx.execute(statement, given)]
