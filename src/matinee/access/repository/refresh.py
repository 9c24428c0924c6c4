"""Refresh tokens: each is used once, and names its successor to who brings it again. All time is the database's."""

from datetime import timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import func, insert, select, update

from matinee.access.repository.rights import account_is_usable
from matinee.access.tables import account, refresh_token, session
from matinee.kit.db import Connection


class Stored(msgspec.Struct, frozen=True):
    """What is known of a refresh token that was brought."""

    session_id: UUID
    user_id: UUID
    username: str
    is_live: bool
    """Its session neither ended nor expired, and the account is usable."""
    nonce: bytes | None
    """Set once it was used: with the token itself it gives the successor."""
    used_for: timedelta | None
    """How long ago it was used."""


class Renewal(msgspec.Struct, frozen=True):
    """What one use of a refresh token writes."""

    session_id: UUID
    used_hash: bytes
    nonce: bytes
    next_hash: bytes
    access_hash: bytes
    access_lifetime: timedelta
    idle: timedelta
    address: str | None


async def add(tx: Connection, token_hash: bytes, session_id: UUID) -> None:
    """Write a session's first refresh token."""
    await tx.execute(insert(refresh_token).values(token_hash=token_hash, session_id=session_id))


async def find(tx: Connection, token_hash: bytes) -> Stored | None:
    """Give a token, held until the transaction ends: of two that bring it together, the second finds it used."""
    now = func.now()
    is_live = session.c.ended_at.is_(None) & (session.c.expires_at > now) & (session.c.idle_until > now)
    statement = (
        select(
            refresh_token.c.session_id,
            session.c.account_id,
            account.c.username,
            is_live & account_is_usable(),
            refresh_token.c.nonce,
            func.clock_timestamp() - refresh_token.c.rotated_at,
        )
        .join(session, session.c.id == refresh_token.c.session_id)
        .join(account, account.c.id == session.c.account_id)
        .where(refresh_token.c.token_hash == token_hash)
        .with_for_update(of=refresh_token)
    )
    row = (await tx.execute(statement)).one_or_none()
    return None if row is None else Stored(*row)


async def renew(tx: Connection, wanted: Renewal) -> None:
    """Use a token up: note its nonce, write its successor, and give the session its new short token."""
    used = {"rotated_at": func.clock_timestamp(), "nonce": wanted.nonce}
    await tx.execute(update(refresh_token).where(refresh_token.c.token_hash == wanted.used_hash).values(used))
    await add(tx, wanted.next_hash, wanted.session_id)
    now = func.now()
    values: dict[str, Any] = {
        "token_hash": wanted.access_hash,
        "token_expires_at": now + wanted.access_lifetime,
        "last_seen_at": now,
        "idle_until": func.least(now + wanted.idle, session.c.expires_at),
    }
    if wanted.address is not None:
        values["address"] = wanted.address
    await tx.execute(update(session).where(session.c.id == wanted.session_id).values(values))
