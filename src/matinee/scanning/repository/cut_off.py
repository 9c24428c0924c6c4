"""SQL of scans that did not come to their end: where they stopped in the middle of applying."""

from uuid import UUID

from sqlalchemy import text

from matinee.kit.db import Connection
from matinee.scanning.records import Change

_ENDED = "('held', 'offline', 'completed', 'dismissed')"
_COLUMNS = ", ".join(f"c.{name}" for name in Change.__struct_fields__)
_OF_LIBRARY = f"""
s.id = c.scan_id and s.library_id = :library and s.state not in {_ENDED}
and c.applied_at is null and c.action <> 'hide'
"""


async def first_not_applied(tx: Connection, library_id: UUID) -> list[Change]:
    """Give, of each scan of a library that was cut off while it applied, the change that it did not come to."""
    statement = text(f"""
        select distinct on (c.scan_id) {_COLUMNS} from scan s join scan_change c on {_OF_LIBRARY}
        order by c.scan_id, c.ordinal
    """)
    return [Change(*row) for row in await tx.execute(statement, {"library": library_id})]


async def let_go(tx: Connection, library_id: UUID) -> None:
    """Let go of what such scans did not come to: the scan that begins now looks again."""
    statement = text(f"delete from scan_change c using scan s where {_OF_LIBRARY}")
    await tx.execute(statement, {"library": library_id})
