"""SQL of titles whose first answer is not to come any more: the job that was to ask for it ended without."""

from uuid import UUID

from sqlalchemy import text

from matinee.catalog.describing import AGE_AWAITED
from matinee.kit.db import Connection


async def forsaken_titles(tx: Connection, library_id: UUID) -> list[UUID]:
    """Give the movies and series of a library whose age is awaited while no work on them is to come."""
    found = await tx.execute(_FORSAKEN, {"library": library_id, "awaited": AGE_AWAITED})
    return list(found.scalars())


_FORSAKEN = text("""
    select i.id from item i join item_library l on l.item_id = i.id
    where l.library_id = :library and i.minimum_age = :awaited and i.kind in ('movie', 'series')
      and i.merged_into is null
      and not exists (
          select from job j where j.serial_key = 'title:' || i.id
          and j.state in ('scheduled', 'waiting', 'running', 'retrying'))
    order by i.id limit 500
""")
