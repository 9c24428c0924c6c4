"""Invitations. All time is the database's."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import ColumnElement, Row, and_, case, delete, func, insert, select, tuple_, update

from matinee.access.policy import Role
from matinee.access.records import Invitation
from matinee.access.repository.rights import account_is_usable
from matinee.access.tables import account, invitation
from matinee.kit.db import Connection, Page, decode_cursor, encode_cursor

type Closed = Literal["used_up", "over", "withdrawn"]

_SORT = "-id"


def _is_open() -> ColumnElement[bool]:
    """Hold for a link that still makes accounts; one of a person who may no longer invite does not."""
    columns = invitation.c
    inviter_may = (
        select(account.c.id)
        .where(account.c.id == columns.created_by, account.c.role == Role.ADMINISTRATOR, account_is_usable())
        .correlate(invitation)
        .exists()
    )
    unspent = and_(columns.revoked_at.is_(None), columns.expires_at > func.now(), columns.uses < columns.maximum_uses)
    return and_(unspent, inviter_may)


_INVITER = account.alias()
_INVITATION = (
    select(invitation, func.coalesce(_INVITER.c.display_name, _INVITER.c.username).label("inviter"), _is_open())
    .outerjoin(_INVITER, _INVITER.c.id == invitation.c.created_by)
    .where(invitation.c.revoked_at.is_(None))
)


async def add(tx: Connection, values: Mapping[str, Any]) -> None:
    """Write a new invitation."""
    await tx.execute(insert(invitation), dict(values))


async def page(tx: Connection, *, limit: int, cursor: str | None) -> Page[Invitation]:
    """Give one page of the invitations that were not revoked, the newest first."""
    statement = _INVITATION.order_by(invitation.c.id.desc()).limit(limit + 1)
    if cursor is not None:
        key = decode_cursor(cursor, _SORT, tuple[UUID])
        statement = statement.where(tuple_(invitation.c.id) < key)
    items = [_invitation(row) for row in await tx.execute(statement)]
    following = encode_cursor(_SORT, (items[limit - 1].id,)) if len(items) > limit else None
    return Page(items=items[:limit], next_cursor=following)


async def open_one(tx: Connection, token_hash: bytes) -> Invitation | None:
    """Give the invitation of a link that still makes accounts."""
    row = (await tx.execute(_INVITATION.where(invitation.c.token_hash == token_hash, _is_open()))).one_or_none()
    return None if row is None else _invitation(row)


async def why_closed(tx: Connection, token_hash: bytes) -> Closed | None:
    """Tell why a link makes no account any more; None for a token that was never an invitation's."""
    columns = invitation.c
    why = case(
        (columns.revoked_at.is_not(None), "withdrawn"),
        (columns.uses >= columns.maximum_uses, "used_up"),
        (columns.expires_at <= func.now(), "over"),
        else_="withdrawn",
    )
    return (await tx.execute(select(why).where(columns.token_hash == token_hash))).scalar_one_or_none()


async def use(tx: Connection, invitation_id: UUID) -> bool:
    """Count one use; false when somebody else had the last one a moment ago."""
    counted = update(invitation).where(invitation.c.id == invitation_id, _is_open())
    return (await tx.execute(counted.values(uses=invitation.c.uses + 1))).rowcount == 1


async def revoke(tx: Connection, invitation_id: UUID) -> bool:
    """End an invitation; tell whether there was one."""
    present = update(invitation).where(invitation.c.id == invitation_id, invitation.c.revoked_at.is_(None))
    return (await tx.execute(present.values(revoked_at=func.now()))).rowcount == 1


async def forget_ended(tx: Connection, age: timedelta) -> int:
    """Forget invitations that ended longer ago than this; tell how many."""
    gone = func.least(invitation.c.expires_at, invitation.c.revoked_at) < func.now() - age
    return (await tx.execute(delete(invitation).where(gone))).rowcount


def _invitation(row: Row[Any]) -> Invitation:
    return Invitation(
        id=row.id,
        note=row.note,
        role=Role(row.role),
        library_ids=row.library_ids,
        all_libraries=row.all_libraries,
        maximum_age=row.maximum_age,
        uses=row.uses,
        maximum_uses=row.maximum_uses,
        created_by=row.inviter,
        created_at=row.created_at,
        expires_at=row.expires_at,
        open=row[-1],
    )
