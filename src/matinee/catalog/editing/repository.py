"""SQL of editing: columns of one item."""

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import func, select, update

from matinee.catalog.tables import item
from matinee.kit.db import Connection


async def locked_fields(tx: Connection, item_id: UUID) -> list[str]:
    """Give the fields of an item that a person set."""
    return list((await tx.execute(select(item.c.locked_fields).where(item.c.id == item_id))).scalar_one())


async def set_columns(tx: Connection, item_id: UUID, values: Mapping[str, object]) -> None:
    """Set columns of an item."""
    await tx.execute(update(item).where(item.c.id == item_id).values(**values, updated_at=func.now()))
