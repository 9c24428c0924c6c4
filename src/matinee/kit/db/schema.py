"""The schema's shared parts: the one MetaData, and the one id space of all that a client can name."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, Column, DateTime, ForeignKey, MetaData, Table, Text, insert
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.ext.asyncio import AsyncConnection

metadata = MetaData(
    naming_convention={
        "ix": "%(table_name)s_%(column_0_N_name)s_idx",
        "uq": "%(table_name)s_%(column_0_N_name)s_key",
        "ck": "%(table_name)s_%(constraint_name)s_check",
        "fk": "%(table_name)s_%(column_0_N_name)s_fkey",
        "pk": "%(table_name)s_pkey",
    }
)

ENTITY_KINDS = ("library", "item", "version", "part", "person", "genre", "studio", "tag")


def timestamptz(name: str, *, nullable: bool = False) -> Column[datetime]:
    """Make a UTC `timestamptz` column."""
    return Column(name, DateTime(timezone=True), nullable=nullable)


def reference(  # noqa: PLR0913 - each is a fact of the column
    name: str,
    target: str,
    *,
    ondelete: str | None = None,
    nullable: bool = True,
    primary_key: bool = False,
    index: bool | None = None,
    comment: str | None = None,
) -> Column[UUID]:
    """Make a UUID column that refers to `table.column`."""
    return Column(
        name,
        PG_UUID(as_uuid=True),
        ForeignKey(target, ondelete=ondelete),
        primary_key=primary_key,
        nullable=nullable and not primary_key,
        index=index,
        comment=comment,
    )


entity = Table(
    "entity",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    Column("kind", Text, nullable=False),
    CheckConstraint("kind in (" + ", ".join(f"'{kind}'" for kind in ENTITY_KINDS) + ")", name="kind"),
)
"""Every id a client can name, with its kind: one lookup resolves any of them. Collections and playlists are items."""


async def register_entities(tx: AsyncConnection, kind: str, ids: Iterable[UUID]) -> None:
    """Enter new ids into the id space, before the rows that carry them are written."""
    rows = [{"id": each, "kind": kind} for each in ids]
    if rows:
        await tx.execute(insert(entity), rows)
