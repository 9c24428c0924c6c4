"""Whom a provider knows as which account: by issuer and subject, and by nothing else."""

from typing import Any
from uuid import UUID

import msgspec
from sqlalchemy import Row, delete, func, insert, select, update
from sqlalchemy.dialects.postgresql import insert as upsert

from matinee.access.records.single_sign_on import LinkedIdentity
from matinee.access.repository.rights import account_is_usable
from matinee.access.tables import account, oidc_identity, oidc_session
from matinee.kit.db import Connection
from matinee.kit.ids import new_id


class Identity(msgspec.Struct, frozen=True):
    """A link, with the account it leads to."""

    id: UUID
    account_id: UUID
    username: str
    is_usable: bool
    """The account is neither disabled nor removed."""
    has_second_factor: bool
    follows_claims: bool


class NewIdentity(msgspec.Struct, frozen=True):
    """A link to make."""

    account_id: UUID
    provider_id: str
    issuer: str
    subject: str
    label: str | None
    picture: str | None
    follows_claims: bool


class LastSignIn(msgspec.Struct, frozen=True):
    """How a session came about, for signing out there."""

    identity_id: UUID
    provider_id: str
    sealed_id_token: bytes | None


_IDENTITY = select(
    oidc_identity.c.id,
    oidc_identity.c.account_id,
    account.c.username,
    account_is_usable(),
    account.c.totp_enabled_at.is_not(None),
    oidc_identity.c.follows_claims,
).join(account, account.c.id == oidc_identity.c.account_id)


async def known(tx: Connection, issuer: str, subject: str) -> Identity | None:
    """Give the link of a subject."""
    mine = (oidc_identity.c.issuer == issuer, oidc_identity.c.subject == subject)
    row = (await tx.execute(_IDENTITY.where(*mine))).one_or_none()
    return None if row is None else Identity(*row)


async def by_id(tx: Connection, identity_id: UUID) -> Identity | None:
    """Give a link."""
    row = (await tx.execute(_IDENTITY.where(oidc_identity.c.id == identity_id))).one_or_none()
    return None if row is None else Identity(*row)


async def add(tx: Connection, new: NewIdentity) -> UUID | None:
    """Make a link; None when this subject has one already."""
    statement = (
        upsert(oidc_identity)
        .values(id=new_id(), **msgspec.structs.asdict(new))
        .on_conflict_do_nothing()
        .returning(oidc_identity.c.id)
    )
    return (await tx.execute(statement)).scalar_one_or_none()


async def used(tx: Connection, identity_id: UUID, values: dict[str, Any]) -> None:
    """Write down that a link was used, with what was said."""
    await tx.execute(
        update(oidc_identity).where(oidc_identity.c.id == identity_id).values(**values, last_used_at=func.now())
    )


async def of_account(tx: Connection, account_id: UUID) -> list[Row[Any]]:
    """List an account's links, the oldest first."""
    statement = select(oidc_identity).where(oidc_identity.c.account_id == account_id).order_by(oidc_identity.c.id)
    return list(await tx.execute(statement))


async def unlink(tx: Connection, account_id: UUID, identity_id: UUID) -> str | None:
    """Remove a link of this account; give the provider's id."""
    statement = (
        delete(oidc_identity)
        .where(oidc_identity.c.id == identity_id, oidc_identity.c.account_id == account_id)
        .returning(oidc_identity.c.provider_id)
    )
    return (await tx.execute(statement)).scalar_one_or_none()


async def unlink_all(tx: Connection, account_id: UUID) -> None:
    """Remove the links of an account that goes."""
    await tx.execute(delete(oidc_identity).where(oidc_identity.c.account_id == account_id))


async def opened(tx: Connection, session_id: UUID, identity_id: UUID) -> None:
    """Remember by which link a session was opened."""
    await tx.execute(insert(oidc_session), {"session_id": session_id, "identity_id": identity_id})


async def of_session(tx: Connection, session_id: UUID) -> LastSignIn | None:
    """Give the link by which a session was opened."""
    statement = (
        select(oidc_identity.c.id, oidc_identity.c.provider_id, oidc_identity.c.id_token)
        .join(oidc_session, oidc_session.c.identity_id == oidc_identity.c.id)
        .where(oidc_session.c.session_id == session_id)
    )
    row = (await tx.execute(statement)).one_or_none()
    return None if row is None else LastSignIn(*row)


def linked(row: Row[Any], provider_name: str | None) -> LinkedIdentity:
    """Show a link to the person it belongs to."""
    return LinkedIdentity(
        id=row.id,
        provider_id=row.provider_id,
        provider_name=provider_name,
        label=row.label,
        linked_at=row.linked_at,
        last_used_at=row.last_used_at,
    )
