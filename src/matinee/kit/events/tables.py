"""The outbox: an event is a row written in the transaction of the fact it tells; and places in it."""

from sqlalchemy import BigInteger, Column, Identity, Index, Table, Text, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.types import UserDefinedType

from matinee.kit.db.schema import metadata, timestamptz


class Xid8(UserDefinedType[int]):
    """PostgreSQL's 64-bit transaction id."""

    cache_ok = True

    def get_col_spec(self, **_: object) -> str:
        """Give the column type's name."""
        return "xid8"


outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("tx", Xid8(), nullable=False, server_default=text("pg_current_xact_id()")),
    Column("at", timestamptz("at").type, nullable=False, server_default=text("now()")),
    Column("name", Text, nullable=False),
    Column("subject_id", PG_UUID(as_uuid=True)),
    Column("library_ids", ARRAY(PG_UUID(as_uuid=True)), comment="null: not bound to a library"),
    Column("user_id", PG_UUID(as_uuid=True), comment="set: for this user (and operators) only"),
    Column("permission", Text, comment="set: only for viewers who hold it"),
    Column("minimum_age", BigInteger),
    Column("payload", JSONB, nullable=False),
    Index("outbox_tx_id_idx", "tx", "id"),
    Index("outbox_at_idx", "at"),
)
outbox_mark = Table(
    "outbox_mark",
    metadata,
    Column("name", Text, primary_key=True, comment="'pruned', or the name of a durable subscriber"),
    Column("tx", Xid8(), nullable=False),
    Column("id", BigInteger, nullable=False),
)
"""Places in the outbox: how far it was pruned, and how far each durable subscriber has come."""
