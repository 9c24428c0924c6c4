"""Providers that administrators entered. Their secrets are read where one is used, and are in no record."""

from typing import Any

import msgspec
from sqlalchemy import ColumnElement, Row, delete, func, insert, select, update

from matinee.access.records.single_sign_on import Provider
from matinee.access.tables import oidc_provider
from matinee.kit.db import Connection

_COLUMNS: list[ColumnElement[Any]] = [
    oidc_provider.c.id,
    oidc_provider.c.name,
    oidc_provider.c.issuer,
    oidc_provider.c.client_id,
    oidc_provider.c.client_secret.is_not(None).label("has_secret"),
    oidc_provider.c.options,
]


async def every(tx: Connection) -> list[Provider]:
    """List them by name."""
    rows = await tx.execute(select(*_COLUMNS).order_by(func.lower(oidc_provider.c.name), oidc_provider.c.id))
    return [_provider(row) for row in rows]


async def one(tx: Connection, provider_id: str) -> Provider | None:
    """Give one of them."""
    row = (await tx.execute(select(*_COLUMNS).where(oidc_provider.c.id == provider_id))).one_or_none()
    return None if row is None else _provider(row)


async def sealed_secret(tx: Connection, provider_id: str) -> bytes | None:
    """Give the sealed client secret."""
    statement = select(oidc_provider.c.client_secret).where(oidc_provider.c.id == provider_id)
    return (await tx.execute(statement)).scalar_one_or_none()


async def add(tx: Connection, values: dict[str, Any]) -> None:
    """Write a new one."""
    await tx.execute(insert(oidc_provider), values)


async def change(tx: Connection, provider_id: str, values: dict[str, Any]) -> None:
    """Write the given columns."""
    await tx.execute(
        update(oidc_provider).where(oidc_provider.c.id == provider_id).values(**values, updated_at=func.now())
    )


async def remove(tx: Connection, provider_id: str) -> bool:
    """Remove one; tell whether it was there. Who is linked stays linked, should its issuer be set up again."""
    return bool((await tx.execute(delete(oidc_provider).where(oidc_provider.c.id == provider_id))).rowcount)


def _provider(row: Row[Any]) -> Provider:
    fields = {
        "id": row.id,
        "name": row.name,
        "issuer": row.issuer,
        "client_id": row.client_id,
        "has_secret": row.has_secret,
        "source": "database",
    }
    return msgspec.convert({**row.options, **fields}, Provider)
