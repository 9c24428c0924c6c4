"""API keys. All time is the database's."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, cast
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, Row, and_, bindparam, delete, func, insert, or_, select, tuple_, update

from matinee.access.policy import Scope
from matinee.access.records import KeyInfo
from matinee.access.repository.rights import Rights, account_is_usable, rights_columns, rights_of
from matinee.access.tables import account, api_key
from matinee.kit.db import Connection, Page, decode_cursor, encode_cursor

_SORT = "-id"


class LiveKey(msgspec.Struct, frozen=True):
    """Everything a request needs of its key, of who made it, and of their grants: one row, one statement."""

    rights: Rights
    key_id: UUID
    scopes: frozenset[Scope]
    library_ids: frozenset[UUID] | None
    """Only these; None: those of its maker."""
    acts_for_person: bool
    valid_for: timedelta | None
    """Until the key ends by itself; None: it does not."""
    used_long_ago: bool
    """Last used over a minute ago: worth writing down."""


def _is_live() -> ColumnElement[bool]:
    ends = api_key.c.expires_at
    return and_(api_key.c.revoked_at.is_(None), or_(ends.is_(None), ends > func.now()), account_is_usable())


_LIVE = (
    select(
        *rights_columns(),
        api_key.c.id,
        api_key.c.scopes,
        api_key.c.library_ids,
        api_key.c.acts_for_person,
        api_key.c.expires_at - func.now(),
        func.coalesce(api_key.c.last_used_at < func.now() - timedelta(minutes=1), True),
    )
    .join(account, account.c.id == api_key.c.account_id)
    .where(_is_live())
)
_BY_HASH = _LIVE.where(api_key.c.key_hash == bindparam("key_hash"))
_BY_ID = _LIVE.where(api_key.c.id == bindparam("key_id"))


async def by_hash(tx: Connection, key_hash: bytes) -> LiveKey | None:
    """Give the live key of a hash; None when it was revoked, expired, or its maker's account is not usable."""
    return _live((await tx.execute(_BY_HASH, {"key_hash": key_hash})).one_or_none())


async def live_by_id(tx: Connection, key_id: UUID) -> LiveKey | None:
    """Give a live key."""
    return _live((await tx.execute(_BY_ID, {"key_id": key_id})).one_or_none())


async def touch(tx: Connection, key_id: UUID) -> None:
    """Write down that a key is in use, at most once a minute whoever calls."""
    long_ago = func.coalesce(api_key.c.last_used_at < func.now() - timedelta(minutes=1), True)
    await tx.execute(update(api_key).where(api_key.c.id == key_id, long_ago).values(last_used_at=func.now()))


async def add(tx: Connection, values: Mapping[str, Any]) -> None:
    """Write a new key."""
    await tx.execute(insert(api_key), dict(values))


async def change(tx: Connection, key_id: UUID, values: Mapping[str, Any]) -> None:
    """Write the given columns of a key."""
    await tx.execute(update(api_key).where(api_key.c.id == key_id).values(**values))


async def revoke(tx: Connection, key_id: UUID) -> None:
    """End a key. Its row stays for a while, so that the list of what it did can name it."""
    await change(tx, key_id, {"revoked_at": func.now()})


async def revoke_all(tx: Connection, account_id: UUID) -> None:
    """End every key of an account."""
    mine = and_(api_key.c.account_id == account_id, api_key.c.revoked_at.is_(None))
    await tx.execute(update(api_key).where(mine).values(revoked_at=func.now()))


async def count(tx: Connection, account_id: UUID) -> int:
    """Count the keys of an account that are not revoked."""
    mine = and_(api_key.c.account_id == account_id, api_key.c.revoked_at.is_(None))
    return (await tx.execute(select(func.count()).select_from(api_key).where(mine))).scalar_one()


async def get(tx: Connection, key_id: UUID, account_id: UUID | None) -> KeyInfo | None:
    """Give a key that is not revoked, of this account when one is given; locked until the transaction ends."""
    statement = _INFO.where(api_key.c.id == key_id).with_for_update(of=api_key)
    if account_id is not None:
        statement = statement.where(api_key.c.account_id == account_id)
    row = (await tx.execute(statement)).one_or_none()
    return None if row is None else _info(row)


async def page(tx: Connection, account_id: UUID | None, *, limit: int, cursor: str | None) -> Page[KeyInfo]:
    """Give one page of the keys that are not revoked, the newest first; of one account or of all."""
    statement = _INFO.order_by(api_key.c.id.desc()).limit(limit + 1)
    if account_id is not None:
        statement = statement.where(api_key.c.account_id == account_id)
    if cursor is not None:
        key = decode_cursor(cursor, _SORT, tuple[UUID])
        statement = statement.where(tuple_(api_key.c.id) < key)
    items = [_info(row) for row in await tx.execute(statement)]
    following = encode_cursor(_SORT, (items[limit - 1].id,)) if len(items) > limit else None
    return Page(items=items[:limit], next_cursor=following)


async def forget_ended(tx: Connection, age: timedelta) -> int:
    """Forget keys that ended longer ago than this; tell how many."""
    gone = func.least(api_key.c.expires_at, api_key.c.revoked_at) < func.now() - age
    return (await tx.execute(delete(api_key).where(gone))).rowcount


_INFO = (
    select(api_key, account.c.username)
    .join(account, account.c.id == api_key.c.account_id)
    .where(api_key.c.revoked_at.is_(None))
)


def _info(row: Row[Any]) -> KeyInfo:
    return KeyInfo(
        id=row.id,
        name=row.name,
        hint=row.hint,
        scopes=[Scope(scope) for scope in row.scopes],
        library_ids=row.library_ids,
        acts_for_person=row.acts_for_person,
        user_id=row.account_id,
        username=row.username,
        created_at=row.created_at,
        expires_at=row.expires_at,
        last_used_at=row.last_used_at,
    )


def _live(row: Row[*tuple[Any, ...]] | None) -> LiveKey | None:
    if row is None:
        return None
    values = list(row)
    key_id, scopes, libraries, acts, valid_for, long_ago = values[-6:]
    only = None if libraries is None else frozenset(cast("list[UUID]", libraries))
    return LiveKey(
        rights_of(values[:-6]), key_id, frozenset(Scope(each) for each in scopes), only, acts, valid_for, long_ago
    )
