"""Accounts, their devices and sessions, grants by library, and the server's own secrets."""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import metadata, reference, timestamptz

server = Table(
    "server",
    metadata,
    Column("singleton", Boolean, primary_key=True, server_default=text("true")),
    Column("id", PG_UUID(as_uuid=True), nullable=False, comment="this installation, for clients that remember it"),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("setup_token_hash", LargeBinary, comment="the one-time link's token, until the first account exists"),
    CheckConstraint("singleton", name="singleton"),
)

signing_key = Table(
    "signing_key",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=False),
    Column("purpose", Text, nullable=False, comment="media_url, image_tag"),
    Column("secret", LargeBinary, nullable=False),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("retired_at", timestamptz("x").type),
)

account = Table(
    "account",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    Column("username", Text, nullable=False),
    Column("username_folded", Text, nullable=False, unique=True, comment="NFKC casefold: one name a person"),
    Column("display_name", Text),
    Column("password_hash", Text, comment="Argon2id; null: signs in another way"),
    Column("role", Text, nullable=False),
    Column("all_libraries", Boolean, nullable=False, server_default=text("false")),
    Column("maximum_age", Integer),
    Column("sees_unrated", Boolean, nullable=False, server_default=text("true")),
    Column("language", Text),
    Column("time_zone", Text),
    Column("disabled_at", timestamptz("x").type),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("updated_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    CheckConstraint("role in ('administrator', 'manager', 'member', 'guest')", name="role"),
)

account_library = Table(
    "account_library",
    metadata,
    reference("account_id", "account.id", ondelete="CASCADE", primary_key=True),
    reference("library_id", "entity.id", ondelete="CASCADE", primary_key=True),
)

device = Table(
    "device",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    reference("account_id", "account.id", ondelete="CASCADE", nullable=False),
    Column("client_device_id", Text, nullable=False, comment="the client's own id"),
    Column("name", Text, nullable=False),
    Column("client", Text, nullable=False),
    Column("version", Text),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    UniqueConstraint("account_id", "client_device_id"),
)

session = Table(
    "session",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    reference("account_id", "account.id", ondelete="CASCADE", nullable=False),
    reference("device_id", "device.id", ondelete="CASCADE", nullable=False, index=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True, comment="SHA-256 of a 256-bit token"),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("last_seen_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("idle_until", timestamptz("x").type, nullable=False),
    Column("expires_at", timestamptz("x").type, nullable=False),
    Column("ended_at", timestamptz("x").type),
    Column("end_reason", Text),
    Column("address", INET),
    Index("session_account_idx", "account_id"),
)

preference = Table(
    "preference",
    metadata,
    reference("account_id", "account.id", ondelete="CASCADE", primary_key=True),
    Column("client", Text, primary_key=True),
    Column("key", Text, primary_key=True),
    Column("value", JSONB, nullable=False),
    Column("updated_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
)
