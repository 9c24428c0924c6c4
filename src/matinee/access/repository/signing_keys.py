"""The secrets that sign URLs and image tags. Made once; every process and machine reads the same."""

import secrets

from sqlalchemy import func, insert, select, text

from matinee.access.tables import signing_key
from matinee.kit.db import Connection
from matinee.kit.web.signing import SigningKey

_SECRET_BYTES = 32


async def keys_for(tx: Connection, purpose: str) -> list[SigningKey]:
    """Give the keys of a purpose that are not retired; makes the first one."""
    found = await _present(tx, purpose)
    if found:
        return found
    await tx.execute(text("lock table signing_key in share row exclusive mode"))
    if not await _present(tx, purpose):
        number = (await tx.execute(select(func.coalesce(func.max(signing_key.c.id), 0) + 1))).scalar_one()
        secret = secrets.token_bytes(_SECRET_BYTES)
        await tx.execute(insert(signing_key).values(id=number, purpose=purpose, secret=secret))
    return await _present(tx, purpose)


async def _present(tx: Connection, purpose: str) -> list[SigningKey]:
    rows = await tx.execute(
        select(signing_key.c.id, signing_key.c.secret)
        .where(signing_key.c.purpose == purpose, signing_key.c.retired_at.is_(None))
        .order_by(signing_key.c.id)
    )
    return [SigningKey(row.id, row.secret) for row in rows]
