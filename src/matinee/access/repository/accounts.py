"""Accounts and the libraries granted to them."""

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, delete, func, insert, select, text, tuple_, update

from matinee.access.names import folded
from matinee.access.policy import Role
from matinee.access.records import User
from matinee.access.repository.rights import role_needs_second_factor
from matinee.access.tables import account, account_library
from matinee.kit.db import Connection, Page, decode_cursor, encode_cursor, entity

_ADMINISTRATORS_LOCK = 0x4D41_5449_4144_4D
"""Advisory lock key: two requests cannot both remove "the other" last administrator, nor both make the first."""
_SORT = "username"


class Credentials(msgspec.Struct, frozen=True):
    """What a sign-in is checked against."""

    id: UUID
    username: str
    password_hash: str | None
    usable: bool
    """Neither disabled nor deleted."""
    totp_secret: bytes | None
    totp_enabled: bool


_LIVE = account.c.deleted_at.is_(None)
_LIBRARIES = (
    select(func.array_agg(account_library.c.library_id))
    .where(account_library.c.account_id == account.c.id)
    .scalar_subquery()
    .label("library_ids")
)
_USER = select(account, _LIBRARIES, role_needs_second_factor().label("role_needs_second_factor")).where(_LIVE)


async def credentials(tx: Connection, username_folded: str) -> Credentials | None:
    """Give what a name signs in with."""
    columns = account.c
    row = (
        await tx.execute(
            select(
                columns.id,
                columns.username,
                columns.password_hash,
                columns.disabled_at.is_(None),
                columns.totp_secret,
                columns.totp_enabled_at.is_not(None),
            ).where(columns.username_folded == username_folded, _LIVE)
        )
    ).one_or_none()
    return None if row is None else Credentials(*row)


async def by_id(tx: Connection, account_id: UUID) -> User | None:
    """Give one account."""
    row = (await tx.execute(_USER.where(account.c.id == account_id))).one_or_none()
    return None if row is None else _user(row)


async def by_username(tx: Connection, username_folded: str) -> User | None:
    """Give one account by its folded name."""
    row = (await tx.execute(_USER.where(account.c.username_folded == username_folded))).one_or_none()
    return None if row is None else _user(row)


async def page(tx: Connection, *, named: str = "", limit: int, cursor: str | None) -> Page[User]:
    """Give one page of the accounts whose name or display name holds `named`, by name."""
    statement = _USER.order_by(account.c.username_folded, account.c.id).limit(limit + 1)
    if wanted := folded(named):
        by_name = account.c.username_folded.contains(wanted, autoescape=True)
        statement = statement.where(by_name | func.lower(account.c.display_name).contains(wanted, autoescape=True))
    if cursor is not None:
        key = decode_cursor(cursor, _SORT, tuple[str, UUID])
        statement = statement.where(tuple_(account.c.username_folded, account.c.id) > key)
    rows = (await tx.execute(statement)).all()
    items = [_user(row) for row in rows[:limit]]
    more = len(rows) > limit
    last = rows[limit - 1] if more else None
    return Page(
        items=items, next_cursor=None if last is None else encode_cursor(_SORT, (last.username_folded, last.id))
    )


async def add(tx: Connection, values: Mapping[str, Any]) -> None:
    """Write a new account."""
    await tx.execute(insert(account), dict(values))


async def change(tx: Connection, account_id: UUID, values: Mapping[str, Any]) -> None:
    """Write the given columns of an account."""
    await tx.execute(update(account).where(account.c.id == account_id).values(**values, updated_at=func.now()))


async def password_hash(tx: Connection, account_id: UUID) -> str | None:
    """Give the stored hash."""
    return (await tx.execute(select(account.c.password_hash).where(account.c.id == account_id))).scalar_one_or_none()


async def erase(tx: Connection, account_id: UUID) -> None:
    """Remove an account with everything of it: state, history, devices, keys."""
    await tx.execute(delete(account).where(account.c.id == account_id))


async def lock_administrators(tx: Connection) -> None:
    """Let one transaction at a time make or unmake administrators."""
    await tx.execute(text("select pg_advisory_xact_lock(:key)"), {"key": _ADMINISTRATORS_LOCK})


async def any_exists(tx: Connection) -> bool:
    """Tell whether an account was ever made."""
    return bool((await tx.execute(select(select(account.c.id).exists()))).scalar_one())


async def other_administrator_exists(tx: Connection, account_id: UUID) -> bool:
    """Tell whether someone else could still run the server."""
    others = select(account.c.id).where(
        account.c.id != account_id, account.c.role == Role.ADMINISTRATOR, account.c.disabled_at.is_(None), _LIVE
    )
    return bool((await tx.execute(select(others.exists()))).scalar_one())


async def grant(tx: Connection, account_id: UUID, library_ids: Iterable[UUID]) -> None:
    """Replace the granted libraries."""
    await tx.execute(delete(account_library).where(account_library.c.account_id == account_id))
    rows = [{"account_id": account_id, "library_id": each} for each in sorted(set(library_ids))]
    if rows:
        await tx.execute(insert(account_library), rows)


async def known_libraries(tx: Connection, library_ids: Iterable[UUID]) -> set[UUID]:
    """Give those of the ids that are libraries."""
    wanted = list(library_ids)
    rows = await tx.execute(select(entity.c.id).where(entity.c.id.in_(wanted), entity.c.kind == "library"))
    return set(rows.scalars())


def _user(row: Row[Any]) -> User:
    return User(
        id=row.id,
        username=row.username,
        display_name=row.display_name,
        role=Role(row.role),
        all_libraries=row.all_libraries,
        library_ids=sorted(row.library_ids or ()),
        maximum_age=row.maximum_age,
        sees_unrated=row.sees_unrated,
        language=row.language,
        time_zone=row.time_zone,
        has_password=row.password_hash is not None,
        second_factor=row.totp_enabled_at is not None,
        second_factor_required=row.second_factor_required,
        role_needs_second_factor=row.role_needs_second_factor,
        disabled_at=row.disabled_at,
        created_at=row.created_at,
    )
