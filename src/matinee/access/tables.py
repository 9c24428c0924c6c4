"""Accounts, their devices, sessions and keys, grants by library, and the server's own secrets."""

from sqlalchemy import (
    BigInteger,
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
from sqlalchemy.dialects.postgresql import ARRAY, INET, JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import metadata, reference, timestamptz

server = Table(
    "server",
    metadata,
    Column("singleton", Boolean, primary_key=True, server_default=text("true")),
    Column("id", PG_UUID(as_uuid=True), nullable=False, comment="this installation, for clients that remember it"),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("setup_token_hash", LargeBinary, comment="the one-time link's token, until the first account exists"),
    Column(
        "second_factor_roles",
        ARRAY(Text),
        nullable=False,
        server_default=text("'{}'"),
        comment="roles whose accounts need a second factor",
    ),
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
    Column("totp_secret", LargeBinary, comment="sealed; set while enrolling, in force once totp_enabled_at is"),
    Column("totp_enabled_at", timestamptz("x").type),
    Column("totp_last_step", BigInteger, comment="the time step of the last code taken: none is taken twice"),
    Column("second_factor_required", Boolean, nullable=False, server_default=text("false")),
    Column("deleted_at", timestamptz("x").type, comment="removed, its history kept"),
    Column(
        "hidden_changed_at",
        timestamptz("x").type,
        comment="when a title was last hidden or shown again, kept by a trigger on state; null: none is hidden",
    ),
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
    Column("token_expires_at", timestamptz("x").type, comment="set: a short token, renewed by a refresh token"),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("last_seen_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("idle_until", timestamptz("x").type, nullable=False),
    Column("expires_at", timestamptz("x").type, nullable=False),
    Column("ended_at", timestamptz("x").type),
    Column("end_reason", Text),
    Column("address", INET),
    Index("session_account_idx", "account_id"),
)

refresh_token = Table(
    "refresh_token",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True, comment="SHA-256"),
    reference("session_id", "session.id", ondelete="CASCADE", nullable=False, index=True),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("rotated_at", timestamptz("x").type),
    Column("nonce", LargeBinary, comment="with the token itself, gives its successor: a lost answer is given again"),
)

recovery_code = Table(
    "recovery_code",
    metadata,
    reference("account_id", "account.id", ondelete="CASCADE", primary_key=True),
    Column("code_hash", LargeBinary, primary_key=True),
    Column("used_at", timestamptz("x").type),
)

login_throttle = Table(
    "login_throttle",
    metadata,
    Column("key", LargeBinary, primary_key=True, comment="SHA-256 of what is counted: a name, an address, a code"),
    Column("failures", Integer, nullable=False),
    Column("last_failure_at", timestamptz("x").type, nullable=False, index=True),
    Column("blocked_until", timestamptz("x").type),
)

api_key = Table(
    "api_key",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    reference("account_id", "account.id", ondelete="CASCADE", nullable=False, comment="who made it"),
    Column("name", Text, nullable=False),
    Column("key_hash", LargeBinary, nullable=False, unique=True, comment="SHA-256"),
    Column("hint", Text, nullable=False, comment="its first characters, to tell keys apart"),
    Column("scopes", ARRAY(Text), nullable=False),
    Column("acts_for_person", Boolean, nullable=False, comment="reads and writes the maker's own state"),
    Column("library_ids", ARRAY(PG_UUID(as_uuid=True)), comment="null: those of its maker"),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("expires_at", timestamptz("x").type),
    Column("last_used_at", timestamptz("x").type),
    Column("revoked_at", timestamptz("x").type),
    Index("api_key_account_idx", "account_id"),
)

invitation = Table(
    "invitation",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    Column("token_hash", LargeBinary, nullable=False, unique=True, comment="SHA-256"),
    reference("created_by", "account.id", ondelete="SET NULL"),
    Column("note", Text),
    Column("role", Text, nullable=False),
    Column("all_libraries", Boolean, nullable=False, server_default=text("false")),
    Column("library_ids", ARRAY(PG_UUID(as_uuid=True)), nullable=False, server_default=text("'{}'")),
    Column("maximum_age", Integer),
    Column("uses", Integer, nullable=False, server_default=text("0")),
    Column("maximum_uses", Integer, nullable=False, server_default=text("1")),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("expires_at", timestamptz("x").type, nullable=False),
    Column("revoked_at", timestamptz("x").type),
    CheckConstraint("role in ('manager', 'member', 'guest')", name="role"),
    CheckConstraint("uses <= maximum_uses", name="uses"),
)

oidc_provider = Table(
    "oidc_provider",
    metadata,
    Column("id", Text, primary_key=True, comment="chosen by an administrator: it is part of the redirect URI"),
    Column("name", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("client_id", Text, nullable=False),
    Column("client_secret", LargeBinary, comment="sealed; null: a public client"),
    Column("options", JSONB, nullable=False, comment="ProviderOptions"),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("updated_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
)

oidc_identity = Table(
    "oidc_identity",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    reference("account_id", "account.id", ondelete="CASCADE", nullable=False, index=True),
    Column("provider_id", Text, nullable=False, comment="which asked last; providers of the settings are no rows"),
    Column("issuer", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("label", Text, comment="what the provider calls the person"),
    Column("picture", Text, comment="an address; never fetched"),
    Column("follows_claims", Boolean, nullable=False, comment="made the account: role and libraries come from there"),
    Column("id_token", LargeBinary, comment="sealed; the last one, a hint when signing out there"),
    Column("linked_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("last_used_at", timestamptz("x").type),
    UniqueConstraint("issuer", "subject"),
)

oidc_session = Table(
    "oidc_session",
    metadata,
    reference("session_id", "session.id", ondelete="CASCADE", primary_key=True),
    reference("identity_id", "oidc_identity.id", ondelete="CASCADE", nullable=False, index=True),
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
