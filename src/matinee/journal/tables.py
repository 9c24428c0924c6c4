"""The append-only record of who did what to which thing, from where, with what result."""

from sqlalchemy import Column, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import INET, JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import metadata, timestamptz

journal = Table(
    "journal",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    Column("at", timestamptz("at").type, nullable=False, server_default=text("now()")),
    Column("actor_kind", Text, nullable=False, comment="user, key, system, anonymous"),
    Column("actor_id", PG_UUID(as_uuid=True)),
    Column("actor_name", Text),
    Column("action", Text, nullable=False, comment="as in JOBS.md's events: auth.login_succeeded, library.created…"),
    Column("target_kind", Text),
    Column("target_id", PG_UUID(as_uuid=True)),
    Column("target_name", Text),
    Column("address", INET),
    Column("client", Text),
    Column("result", Text, nullable=False, server_default=text("'done'"), comment="done, refused, failed"),
    Column("details", JSONB, nullable=False, server_default=text("'{}'")),
    Index("journal_at_idx", "at"),
    Index("journal_actor_idx", "actor_id", "at"),
    Index("journal_action_idx", "action", "at"),
    Index("journal_target_idx", "target_id", "at"),
)
