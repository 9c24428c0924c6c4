"""SQL of forgetting files by name: what goes with them, and what stays."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, bindparam, text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import Connection

_IDS = bindparam("ids", type_=ARRAY(PG_UUID(as_uuid=True)))
_PARTS = "select id from part where file_id = any(:ids)"
_EMPTIED = """
select v.id from version v where v.id in (select p.version_id from part p where p.file_id = any(:ids))
and not exists (select from part p where p.version_id = v.id and p.file_id <> all(:ids))
"""


async def delete_files(tx: Connection, file_ids: Sequence[UUID]) -> list[UUID]:
    """Delete the rows of files, with their parts, streams and matches, and of versions that are left without a part.

    Gives the ids of these versions and parts.
    """
    given = {"ids": list(file_ids)}
    parts = list((await tx.execute(text(_PARTS).bindparams(_IDS), given)).scalars())
    versions = list((await tx.execute(text(_EMPTIED).bindparams(_IDS), given)).scalars())
    await tx.execute(text("delete from version where id = any(:ids)").bindparams(_IDS), {"ids": versions})
    await tx.execute(text("delete from file where id = any(:ids)").bindparams(_IDS), given)
    return [*parts, *versions]


async def leave_emptied_libraries(tx: Connection, item_ids: Sequence[UUID]) -> None:
    """Take items out of libraries in which no file of theirs, present or missing, is known any more."""
    statement = text("""
        delete from item_library il where il.item_id = any(:ids)
        and not exists (select from version v join item i on i.id = v.item_id where v.library_id = il.library_id
                        and (i.id = il.item_id or i.parent_id = il.item_id or i.series_id = il.item_id))
    """).bindparams(_IDS)
    await tx.execute(statement, {"ids": list(item_ids)})
