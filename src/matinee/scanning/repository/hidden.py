"""SQL of what a plan hides, folder by folder, and how much it does of each kind."""

from typing import cast
from uuid import UUID

import msgspec
from sqlalchemy import func, select, text

from matinee.kit.db import Connection
from matinee.scanning.records import Action
from matinee.scanning.tables import scan_change

type Key = tuple[int, bytes, bytes]
"""Where a page ends: files hidden, folder of the library, folder below it."""


class FolderRow(msgspec.Struct, frozen=True):
    """One folder of which a plan hides files."""

    root: bytes
    folder: bytes
    hidden: int
    files: int
    examples: list[bytes]


_FOLDERS = """
with hides as (
    select c.root_id, f.folder, count(*) as hidden, (array_agg(c.path order by c.ordinal))[1:3] as examples,
           count(*) filter (where c.applied_at is not null) as applied
    from scan_change c join file f on f.id = c.file_id
    where c.scan_id = :scan and c.action = 'hide' group by c.root_id, f.folder
)
select r.path as root, h.folder, h.hidden,
       h.applied + (select count(*) from file k where k.root_id = h.root_id and k.folder = h.folder
                    and k.missing_since is null) as files, h.examples
from hides h join root r on r.id = h.root_id {beyond}
order by h.hidden desc, r.path, h.folder limit :limit
"""
_BEYOND = "where (-h.hidden, r.path, h.folder) > (-cast(:hidden as bigint), :root, :folder)"


async def folders(tx: Connection, scan_id: UUID, after: Key | None, limit: int) -> list[FolderRow]:
    """Give a page of the folders of which a plan hides files, those with most first."""
    given: dict[str, object] = {"scan": scan_id, "limit": limit}
    if after is not None:
        given |= dict(zip(("hidden", "root", "folder"), after, strict=True))
    statement = text(_FOLDERS.format(beyond="" if after is None else _BEYOND))
    return [FolderRow(*row) for row in await tx.execute(statement, given)]


async def counts(tx: Connection, scan_id: UUID) -> dict[Action, int]:
    """Count the changes of a plan by kind, applied or not."""
    statement = select(scan_change.c.action, func.count()).where(scan_change.c.scan_id == scan_id)
    rows = await tx.execute(statement.group_by(scan_change.c.action))
    return {cast("Action", row[0]): row[1] for row in rows}


_TITLES = text("""
select count(distinct v.item_id) from scan_change c
join part p on p.file_id = c.file_id join version v on v.id = p.version_id
where c.scan_id = :scan and c.action = 'hide'
""")


async def titles(tx: Connection, scan_id: UUID) -> int:
    """Count the films and episodes that a plan takes a file from."""
    return (await tx.execute(_TITLES, {"scan": scan_id})).scalar_one()
