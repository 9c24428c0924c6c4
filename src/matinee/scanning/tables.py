"""Scans: each with its plan, a stored change set that a person can read, and what could not be read."""

from sqlalchemy import BigInteger, CheckConstraint, Column, Index, Integer, LargeBinary, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import metadata, reference, timestamptz

scan = Table(
    "scan",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    reference("library_id", "library.id", ondelete="CASCADE", nullable=False),
    Column("scope", LargeBinary, comment="one path below a root (absolute); null: the whole library"),
    Column("state", Text, nullable=False),
    Column("phase", Text),
    Column("job_id", BigInteger),
    Column("counts", JSONB, nullable=False, server_default=text("'{}'")),
    Column("hold_reason", Text, comment="in words, when a person must decide"),
    Column("error", Text),
    Column(
        "holds",
        JSONB,
        nullable=False,
        server_default=text("'[]'"),
        comment="why a person must decide: code, folder, hidden and known files",
    ),
    Column("requested_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
    Column("started_at", timestamptz("x").type),
    Column("finished_at", timestamptz("x").type),
    CheckConstraint(
        "state in ('waiting', 'running', 'held', 'offline', 'completed', 'dismissed', 'failed', 'cancelled')",
        name="state",
    ),
    Index("scan_library_idx", "library_id", "requested_at"),
)

scan_change = Table(
    "scan_change",
    metadata,
    reference("scan_id", "scan.id", ondelete="CASCADE", primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("action", Text, nullable=False),
    Column("root_id", PG_UUID(as_uuid=True), nullable=False),
    Column("path", LargeBinary, nullable=False),
    Column("file_id", PG_UUID(as_uuid=True), comment="the known file; null: new"),
    Column("details", JSONB, nullable=False, server_default=text("'{}'")),
    Column("applied_at", timestamptz("x").type),
    CheckConstraint("action in ('add', 'update', 'move', 'hide', 'return')", name="action"),
)

ignored_path = Table(
    "ignored_path",
    metadata,
    reference("root_id", "root.id", ondelete="CASCADE", primary_key=True),
    Column("path", LargeBinary, primary_key=True, comment="below the root"),
    Column("reason", Text, nullable=False, comment="a stable word: hidden, rule, sample, symlink_outside…"),
    Column("detail", Text),
    comment="what the last walk passed over",
)

scan_issue = Table(
    "scan_issue",
    metadata,
    reference("scan_id", "scan.id", ondelete="CASCADE", primary_key=True),
    Column("ordinal", Integer, primary_key=True),
    Column("path", LargeBinary, nullable=False),
    Column("reason", Text, nullable=False, comment="a stable word: permission_denied, not_answering…"),
    Column("detail", Text),
)
