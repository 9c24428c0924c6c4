"""PostgreSQL: the pool, one transaction at the edge, keyset pages, the embedded server."""

from matinee.kit.db.copying import copy_block, copy_rows
from matinee.kit.db.database import Connection, Database
from matinee.kit.db.schema import ENTITY_KINDS, entity, metadata, register_entities, timestamptz
from matinee.kit.db.pages import Page, decode_cursor, encode_cursor

__all__ = [
    "ENTITY_KINDS",
    "Connection",
    "Database",
    "Page",
    "copy_block",
    "copy_rows",
    "decode_cursor",
    "encode_cursor",
    "entity",
    "metadata",
    "register_entities",
    "timestamptz",
]
