"""Playbacks: one viewing of one item on one device."""

from sqlalchemy import BigInteger, CheckConstraint, Column, ForeignKey, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import entity, metadata, timestamptz

playback = Table(
    "playback",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True, comment="random, not a UUIDv7: knowing it opens its item"),
    Column("account_id", PG_UUID(as_uuid=True), ForeignKey("account.id", ondelete="CASCADE"), nullable=False),
    Column("session_id", PG_UUID(as_uuid=True), comment="its URLs end with it"),
    Column("item_id", PG_UUID(as_uuid=True), ForeignKey(entity.c.id), nullable=False),
    Column("version_id", PG_UUID(as_uuid=True), nullable=False),
    Column("file_id", PG_UUID(as_uuid=True), nullable=False),
    Column("method", Text, nullable=False),
    Column("state", Text, nullable=False, server_default=text("'playing'")),
    Column("position_ms", BigInteger, nullable=False, server_default=text("0")),
    Column("started_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("heartbeat_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("ended_at", timestamptz("x").type),
    CheckConstraint("method in ('direct', 'unsupported')", name="method"),
    CheckConstraint("state in ('playing', 'paused')", name="state"),
    Index("playback_account_idx", "account_id", "heartbeat_at"),
)
