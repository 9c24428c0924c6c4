"""The secrets that sign URLs and image tags. Made once; every process and machine reads the same."""

import secrets

from sqlalchemy import delete, func, insert, select, text

from matinee.access.tables import signing_key
from matinee.kit.db import Connection
from matinee.kit.signing import SigningKey

_SECRET_BYTES = 32
_SEALING = "sealing_key_id"
"""Not a secret: the name of the key, which itself is never in the database."""


async def keys_for(tx: Connection, purpose: str) -> list[SigningKey]:
    """Give the keys of a purpose that are not retired; makes the first one."""
    return await _present_or(tx, purpose, secrets.token_bytes(_SECRET_BYTES))


async def sealing_key_id(tx: Connection, ours: bytes) -> bytes:
    """Give the id of the key that secrets in this database are sealed with: ours, when there was none yet."""
    return (await _present_or(tx, _SEALING, ours))[0].secret


async def forget_sealing_key_id(tx: Connection) -> None:
    """Let the key of the next start be the one."""
    await tx.execute(delete(signing_key).where(signing_key.c.purpose == _SEALING))


async def _present_or(tx: Connection, purpose: str, first: bytes) -> list[SigningKey]:
    """Give what a purpose has; writes the first value under a lock, so that all processes read the same."""
    found = await _present(tx, purpose)
    if found:
        return found
    await tx.execute(text("lock table signing_key in share row exclusive mode"))
    if not await _present(tx, purpose):
        number = (await tx.execute(select(func.coalesce(func.max(signing_key.c.id), 0) + 1))).scalar_one()
        await tx.execute(insert(signing_key).values(id=number, purpose=purpose, secret=first))
    return await _present(tx, purpose)


async def _present(tx: Connection, purpose: str) -> list[SigningKey]:
    rows = await tx.execute(
        select(signing_key.c.id, signing_key.c.secret)
        .where(signing_key.c.purpose == purpose, signing_key.c.retired_at.is_(None))
        .order_by(signing_key.c.id)
    )
    return [SigningKey(row.id, row.secret) for row in rows]
