"""SQL of holding: how much a plan hides, by root and by folder."""

from uuid import UUID

from sqlalchemy import text

from matinee.kit.db import Connection

SHARE_OF_ROOT = 0.10
FILES_OF_ROOT = 10
FOLDER_OF = 50
SHARE_OF_FOLDER = 0.5


async def hidden_share(tx: Connection, scan_id: UUID, root_id: UUID) -> tuple[int, int]:
    """Count the files that a plan hides in a root, and those known to be present there."""
    statement = text("""
        select (select count(*) from scan_change c where c.scan_id = :scan and c.root_id = :root and c.action = 'hide'
                and c.applied_at is null and not coalesce((c.details ->> 'approved')::boolean, false)),
               (select count(*) from file f where f.root_id = :root and f.missing_since is null)
    """)
    row = (await tx.execute(statement, {"scan": scan_id, "root": root_id})).one()
    return row[0], row[1]


async def emptied_folder(tx: Connection, scan_id: UUID, root_id: UUID) -> tuple[bytes, int, int] | None:
    """Give the folder of 50 files or more that would lose over half of them, if there is one: path, hidden, known."""
    statement = text("""
        with hidden as (
            select f.folder, count(*) as files from scan_change c join file f on f.id = c.file_id
            where c.scan_id = :scan and c.root_id = :root and c.action = 'hide' and c.applied_at is null
              and not coalesce((c.details ->> 'approved')::boolean, false)
            group by f.folder
        )
        select h.folder, h.files, known.files from hidden h
        cross join lateral (select count(*) as files from file f where f.root_id = :root and f.folder = h.folder
                            and f.missing_since is null) known
        where known.files >= :large and h.files > known.files * :share
        order by h.files desc limit 1
    """)
    given = {"scan": scan_id, "root": root_id, "large": FOLDER_OF, "share": SHARE_OF_FOLDER}
    row = (await tx.execute(statement, given)).one_or_none()
    return None if row is None else (row[0], row[1], row[2])


async def approve(tx: Connection, scan_id: UUID, approved_by: UUID) -> None:
    """Mark the hides that a person approved in an earlier, held plan: they do not count against the limits."""
    statement = text("""
        update scan_change c set details = c.details || '{"approved": true}'
        from scan_change o
        where c.scan_id = :scan and o.scan_id = :approved and c.action = 'hide' and o.action = 'hide'
          and c.file_id = o.file_id and c.applied_at is null
    """)
    await tx.execute(statement, {"scan": scan_id, "approved": approved_by})
