"""What can be searched for, as rows: each machine takes what is beyond its own mark."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import metadata
from matinee.kit.events.tables import Xid8

search_document = Table(
    "search_document",
    metadata,
    Column("id", PG_UUID(as_uuid=True), primary_key=True, comment="of an item or person"),
    Column("kind", Text, nullable=False),
    Column("names", ARRAY(Text), nullable=False, comment="empty: no longer to be found"),
    Column("year", Integer),
    Column("series", Text, comment="title of an episode's or season's series"),
    Column(
        "libraries",
        ARRAY(PG_UUID(as_uuid=True)),
        nullable=False,
        server_default=text("'{}'"),
        comment="where it lies, for proposing only; empty: not known",
    ),
    Column("revision", Xid8(), nullable=False, server_default=text("pg_current_xact_id()")),
    CheckConstraint("kind in ('movie', 'series', 'season', 'episode', 'person')", name="kind"),
    Index("search_document_revision_idx", "revision"),
)

search_generation = Table(
    "search_generation",
    metadata,
    Column("kind", Text, primary_key=True, comment="movies or shows"),
    Column("number", Integer, nullable=False, server_default=text("0")),
)
"""Counted up by each rebuild: a machine whose index is of an earlier one builds it anew beside the old."""
