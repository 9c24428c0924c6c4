"""What an account may, as one row: read with each session, key and signed URL."""

from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import ColumnElement, and_, func, literal_column, or_, select

from matinee.access.policy import Role
from matinee.access.tables import account, account_library, server


class Rights(msgspec.Struct, frozen=True):
    """An account's present rights."""

    user_id: UUID
    username: str
    role: Role
    all_libraries: bool
    library_ids: frozenset[UUID]
    maximum_age: int | None
    sees_unrated: bool
    has_second_factor: bool
    second_factor_required: bool
    hidden_changed_at: datetime | None


def rights_columns() -> list[ColumnElement[Any]]:
    """Give the columns that `rights_of` reads, in its order."""
    granted = (
        select(func.array_agg(account_library.c.library_id))
        .where(account_library.c.account_id == account.c.id)
        .scalar_subquery()
    )
    columns = account.c
    return [
        columns.id,
        columns.username,
        columns.role,
        columns.all_libraries,
        granted,
        columns.maximum_age,
        columns.sees_unrated,
        columns.totp_enabled_at.is_not(None),
        or_(columns.second_factor_required, role_needs_second_factor()),
        columns.hidden_changed_at,
    ]


def rights_of(values: list[Any]) -> Rights:
    """Read the values of `rights_columns`."""
    user_id, username, role, all_libraries, granted, *rest = values
    return Rights(user_id, username, Role(role), all_libraries, frozenset(granted or ()), *rest)


def role_needs_second_factor() -> ColumnElement[bool]:
    """Give the condition under which an account's role asks a second factor of it."""
    roles = select(server.c.second_factor_roles).scalar_subquery()
    return account.c.role == func.any(func.coalesce(roles, literal_column("'{}'::text[]")))


def account_is_usable() -> ColumnElement[bool]:
    """Give the condition under which an account counts at all."""
    return and_(account.c.disabled_at.is_(None), account.c.deleted_at.is_(None))
