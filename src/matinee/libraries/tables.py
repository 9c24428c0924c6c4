"""Libraries and their roots."""

from sqlalchemy import Boolean, CheckConstraint, Column, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import metadata, reference, timestamptz

library = Table(
    "library",
    metadata,
    reference("id", "entity.id", primary_key=True),
    Column("name", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("enabled", Boolean, nullable=False, server_default=text("true")),
    Column("scan_interval_s", Integer, comment="null: the server's default; 0: never by itself"),
    Column("ignore_globs", JSONB, nullable=False, server_default=text("'[]'")),
    Column("language", Text),
    Column("first_scanned_at", timestamptz("x").type, comment="end of the first whole scan"),
    Column("last_scanned_at", timestamptz("x").type),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("updated_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    CheckConstraint("kind in ('movies', 'shows')", name="kind"),
)

root = Table(
    "root",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    reference("library_id", "library.id", ondelete="CASCADE", nullable=False),
    Column("path", LargeBinary, nullable=False, comment="absolute, as the file system's bytes"),
    Column("state", Text, nullable=False, server_default=text("'unknown'")),
    Column("state_detail", Text, comment="in words, for the page"),
    Column("identity", JSONB, comment="file-system id and per-mount record of what was there"),
    Column("seen_at", timestamptz("x").type, comment="last time it was there and itself"),
    Column("created_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("watch", Text, comment="how changes are noticed beside timed scans; null: not said yet"),
    Column("watch_detail", Text, comment="in words, for the page"),
    Column("state_code", Text, comment="a stable word: root_missing, not_answering, other_content…"),
    CheckConstraint("state in ('unknown', 'online', 'offline')", name="state"),
    CheckConstraint("watch in ('watching', 'polled', 'limited', 'failed')", name="watch"),
    Index("root_library_path_key", "library_id", "path", unique=True),
)
