"""What each provider said of an item, what was made of it and stood there before; what imports of plays changed."""

from sqlalchemy import Column, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import metadata, reference, timestamptz

item_answer = Table(
    "item_answer",
    metadata,
    reference("item_id", "item.id", ondelete="CASCADE", primary_key=True),
    Column("provider", Text, primary_key=True),
    Column("mark", Text, nullable=False, comment="what the answer rests on: while it is the same, nobody asks again"),
    Column("said", JSONB, nullable=False, comment="a description"),
    Column(
        "watched",
        JSONB(none_as_null=True),
        comment="what the source says of being watched: {play_count, watched, last_played}",
    ),
    Column("notes", JSONB, nullable=False, server_default=text("'[]'"), comment="what was refused, field:reason"),
    Column("asked_at", timestamptz("x").type, nullable=False),
)

item_dressing = Table(
    "item_dressing",
    metadata,
    reference("item_id", "item.id", ondelete="CASCADE", primary_key=True),
    Column("underneath", JSONB, nullable=False, comment="columns as they were before providers spoke"),
    Column("written", JSONB, nullable=False, comment="what providers' answers came to when last written"),
    Column("refreshed_at", timestamptz("x").type, nullable=False),
    Index("item_dressing_refreshed_idx", "refreshed_at"),
)

play_import = Table(
    "play_import",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    reference("account_id", "account.id", ondelete="CASCADE", nullable=False),
    Column("at", timestamptz("x").type, nullable=False),
    Column(
        "changes",
        JSONB,
        nullable=False,
        comment="[{item, play, before, after}]: states as {watched, play_count, last}; null where there was none",
    ),
    Column("undone_at", timestamptz("x").type),
    Index("play_import_account_idx", "account_id", "at"),
)
