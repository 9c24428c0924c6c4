"""SQL of embedded tags."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import any_, bindparam, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.catalog.tables import file
from matinee.kit.db import Connection


async def tags_of_files(tx: Connection, file_ids: Sequence[UUID]) -> dict[UUID, dict[str, str]]:
    """Give the tags of these files that were probed and carry any."""
    statement = select(file.c.id, file.c.tags).where(
        file.c.id == any_(bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True)))), file.c.probe_state == "done"
    )
    rows = await tx.execute(statement, {"ids": list(file_ids)})
    return {row[0]: row[1] for row in rows if row[1]}
