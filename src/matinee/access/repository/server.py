"""The one row about this installation: its id, and the one-time link's token."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from matinee.access.tables import server
from matinee.kit.db import Connection
from matinee.kit.ids import new_id


async def server_id(tx: Connection) -> UUID:
    """Give this installation's id, made on the first question."""
    await tx.execute(upsert(server).values(id=new_id()).on_conflict_do_nothing())
    return (await tx.execute(select(server.c.id))).scalar_one()


async def setup_token_hash(tx: Connection) -> bytes | None:
    """Give the hash of the token that makes the first account, while there is one."""
    return (await tx.execute(select(server.c.setup_token_hash))).scalar_one_or_none()


async def set_setup_token_hash(tx: Connection, value: bytes | None) -> None:
    """Keep or forget the hash of the setup token."""
    await server_id(tx)
    await tx.execute(update(server).values(setup_token_hash=value))


async def now(tx: Connection) -> datetime:
    """Give the database's time, by which everything here begins and ends."""
    return (await tx.execute(select(func.now()))).scalar_one()
