"""SQL of joining versions."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import any_, bindparam, select, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy import Viewer, shape_of, viewer_parameters
from matinee.catalog.tables import version
from matinee.catalog.visibility import version_is_visible
from matinee.kit.db import Connection

_IDS = ARRAY(PG_UUID(as_uuid=True))


async def libraries_of(tx: Connection, viewer: Viewer, item_id: UUID, ids: Sequence[UUID]) -> dict[UUID, UUID]:
    """Give the library of each of these versions of an item, of those the viewer may see."""
    statement = select(version.c.id, version.c.library_id).where(
        version.c.item_id == item_id,
        version.c.id == any_(bindparam("ids", type_=_IDS)),
        version_is_visible(shape_of(viewer)),
    )
    rows = await tx.execute(statement, {**viewer_parameters(viewer), "ids": list(ids)})
    return {row[0]: row[1] for row in rows}


async def append_parts(tx: Connection, target: UUID, source: UUID) -> None:
    """Let the parts of a version follow those of another; the emptied version goes."""
    given = {"target": target, "source": source}
    await tx.execute(
        text("""
            update part p set version_id = :target,
                   ordinal = p.ordinal + (select coalesce(max(o.ordinal), 0) from part o where o.version_id = :target)
            where p.version_id = :source
        """),
        given,
    )
    await tx.execute(text("delete from version where id = :source"), {"source": source})


async def lock_matches(tx: Connection, version_id: UUID, account_id: UUID | None) -> None:
    """Keep the files of a version where they are, whatever their names say later."""
    await tx.execute(
        text("""
            update match m set state = 'locked', chosen_by = coalesce(:account, m.chosen_by), updated_at = now()
            where m.file_id in (select p.file_id from part p where p.version_id = :version)
        """).bindparams(bindparam("account", type_=PG_UUID(as_uuid=True))),
        {"version": version_id, "account": account_id},
    )
