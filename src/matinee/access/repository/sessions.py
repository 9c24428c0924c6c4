"""Sessions and the devices they are on. All time is the database's."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, and_, bindparam, func, insert, null, or_, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from matinee.access.records import Device, SessionInfo
from matinee.access.repository.rights import Rights, account_is_usable, rights_columns, rights_of
from matinee.access.tables import account, device, session
from matinee.kit.db import Connection
from matinee.kit.ids import new_id


class LiveSession(msgspec.Struct, frozen=True):
    """Everything a request needs of its session, its account and its grants: one row, one statement."""

    rights: Rights
    session_id: UUID
    valid_for: timedelta
    """Until the session or its short token ends by itself."""
    seen_long_ago: bool
    """Last seen over a minute ago: worth writing down."""


class NewSession(msgspec.Struct, frozen=True):
    """A session to open."""

    account_id: UUID
    device: Device
    token_hash: bytes
    address: str | None
    idle: timedelta
    lifetime: timedelta
    token_lifetime: timedelta | None = None


def _is_live() -> ColumnElement[bool]:
    now = func.now()
    return and_(
        session.c.ended_at.is_(None), session.c.expires_at > now, session.c.idle_until > now, account_is_usable()
    )


_LIVE = (
    select(
        *rights_columns(),
        session.c.id,
        func.least(session.c.expires_at, session.c.idle_until, session.c.token_expires_at) - func.now(),
        session.c.last_seen_at < func.now() - timedelta(minutes=1),
    )
    .join(account, account.c.id == session.c.account_id)
    .where(_is_live())
)
_BY_TOKEN = _LIVE.where(
    session.c.token_hash == bindparam("token_hash"),
    or_(session.c.token_expires_at.is_(None), session.c.token_expires_at > func.now()),
)
_BY_ID = _LIVE.where(session.c.id == bindparam("session_id"))


async def by_token(tx: Connection, token_hash: bytes) -> LiveSession | None:
    """Give the live session of a token; None when it ended, expired, or its account is disabled."""
    return _live((await tx.execute(_BY_TOKEN, {"token_hash": token_hash})).one_or_none())


async def live_by_id(tx: Connection, session_id: UUID) -> LiveSession | None:
    """Give a live session, also while its short token is due for renewal."""
    return _live((await tx.execute(_BY_ID, {"session_id": session_id})).one_or_none())


def _live(row: Row[*tuple[Any, ...]] | None) -> LiveSession | None:
    if row is None:
        return None
    values = list(row)
    return LiveSession(rights_of(values[:-3]), *values[-3:])


async def touch(tx: Connection, session_id: UUID, idle: timedelta, address: str | None) -> None:
    """Write down that a session is in use, at most once a minute whoever calls."""
    now = func.now()
    await tx.execute(
        update(session)
        .where(session.c.id == session_id, session.c.last_seen_at < now - timedelta(minutes=1))
        .values(
            last_seen_at=now,
            idle_until=func.least(now + idle, session.c.expires_at),
            address=address if address is not None else session.c.address,
        )
    )


async def open_session(tx: Connection, new: NewSession) -> UUID:
    """Open a session on a device; the device's older sessions of the same person end."""
    device_id = await _enter_device(tx, new.account_id, new.device)
    await end(tx, and_(session.c.device_id == device_id), "superseded")
    now = func.now()
    made = new_id()
    await tx.execute(
        insert(session).values(
            id=made,
            account_id=new.account_id,
            device_id=device_id,
            token_hash=new.token_hash,
            token_expires_at=null() if new.token_lifetime is None else now + new.token_lifetime,
            idle_until=now + min(new.idle, new.lifetime),
            expires_at=now + new.lifetime,
            address=new.address,
        )
    )
    return made


async def _enter_device(tx: Connection, account_id: UUID, described: Device) -> UUID:
    statement = upsert(device).values(
        id=new_id(),
        account_id=account_id,
        client_device_id=described.id,
        name=described.name,
        client=described.client,
        version=described.version,
    )
    statement = statement.on_conflict_do_update(
        index_elements=["account_id", "client_device_id"],
        set_={"name": described.name, "client": described.client, "version": described.version},
    ).returning(device.c.id)
    return (await tx.execute(statement)).scalar_one()


async def end(tx: Connection, which: ColumnElement[bool], reason: str) -> Sequence[UUID]:
    """End the sessions under a condition over `session`; give the ids of those that were alive."""
    statement = (
        update(session)
        .where(session.c.ended_at.is_(None), which)
        .values(ended_at=func.now(), end_reason=reason)
        .returning(session.c.id)
    )
    return (await tx.execute(statement)).scalars().all()


async def end_one(tx: Connection, account_id: UUID | None, session_id: UUID, reason: str) -> bool:
    """End one session, of this account when one is given; tell whether it was alive."""
    mine = session.c.id == session_id
    return bool(await end(tx, mine if account_id is None else and_(mine, session.c.account_id == account_id), reason))


async def end_all(tx: Connection, account_id: UUID, reason: str, *, keep: UUID | None = None) -> Sequence[UUID]:
    """End every session of an account, except the one to keep."""
    which = session.c.account_id == account_id
    return await end(tx, which if keep is None else and_(which, session.c.id != keep), reason)


async def end_beyond(tx: Connection, account_id: UUID, most: int) -> Sequence[UUID]:
    """End the sessions longest unseen beyond a number."""
    oldest = (
        select(session.c.id)
        .where(session.c.account_id == account_id, session.c.ended_at.is_(None), session.c.expires_at > func.now())
        .order_by(session.c.last_seen_at.desc(), session.c.id.desc())
        .offset(most)
    )
    return await end(tx, session.c.id.in_(oldest), "too_many")


async def of_account(tx: Connection, account_id: UUID, current: UUID | None) -> list[SessionInfo]:
    """List an account's live sessions, last seen first."""
    statement = (
        select(session, device.c.client_device_id, device.c.name, device.c.client, device.c.version)
        .join(device, device.c.id == session.c.device_id)
        .join(account, account.c.id == session.c.account_id)
        .where(session.c.account_id == account_id, _is_live())
        .order_by(session.c.last_seen_at.desc(), session.c.id.desc())
    )
    return [
        SessionInfo(
            id=row.id,
            device=Device(row.client_device_id, row.name, row.client, row.version),
            address=None if row.address is None else str(row.address),
            created_at=row.created_at,
            last_seen_at=row.last_seen_at,
            expires_at=row.expires_at,
            current=row.id == current,
        )
        for row in await tx.execute(statement)
    ]


async def forget_ended(tx: Connection, age: timedelta) -> int:
    """Forget sessions that ended or expired longer ago than this; tell how many."""
    limit: ColumnElement[datetime] = func.now() - age
    gone = func.least(session.c.expires_at, session.c.idle_until, session.c.ended_at) < limit
    return (await tx.execute(session.delete().where(gone))).rowcount
