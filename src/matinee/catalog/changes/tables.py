"""What people (and joining twins) changed about titles, with the rows as they were: the ground of undo."""

from sqlalchemy import CheckConstraint, Column, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import metadata, timestamptz

CHANGE_KINDS = ("match", "split", "merge_titles", "merge_versions", "move_episode", "edit")

_UUIDS = ARRAY(PG_UUID(as_uuid=True))

title_change = Table(
    "title_change",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True),
    Column("at", timestamptz("at").type, nullable=False, server_default=text("now()")),
    Column("kind", Text, nullable=False),
    Column("account_id", PG_UUID(as_uuid=True), comment="who did it; null: the server itself"),
    Column("account_name", Text, comment="copied in: the record outlives the account"),
    Column("library_ids", _UUIDS, nullable=False, comment="whoever acts on the change must see all of them"),
    Column("item_ids", _UUIDS, nullable=False),
    Column("file_ids", _UUIDS, nullable=False, server_default=text("'{}'")),
    Column("summary", JSONB, nullable=False, server_default=text("'{}'"), comment="what it did, for people"),
    Column("rows", JSONB, nullable=False, comment="[table, row before, row after], null where there was none"),
    Column("undone_at", timestamptz("x").type),
    Column("undone_by", PG_UUID(as_uuid=True)),
    CheckConstraint("kind in (" + ", ".join(f"'{kind}'" for kind in CHANGE_KINDS) + ")", name="kind"),
    Index("title_change_at_idx", "at", "id"),
    Index("title_change_items_idx", "item_ids", postgresql_using="gin"),
    Index("title_change_files_idx", "file_ids", postgresql_using="gin"),
)
