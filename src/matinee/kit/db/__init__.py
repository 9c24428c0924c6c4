"""PostgreSQL: the pool, one transaction at the edge, keyset pages."""

from matinee.kit.db.copying import copy_block, copy_rows
from matinee.kit.db.database import Connection, Database
from matinee.kit.db.pages import Page, decode_cursor, encode_cursor
from matinee.kit.db.planning import Plans, kept_plans
from matinee.kit.db.schema import ENTITY_KINDS, entity, metadata, reference, register_entities, timestamptz

__all__ = [
    "ENTITY_KINDS",
    "Connection",
    "Database",
    "Page",
    "Plans",
    "copy_block",
    "copy_rows",
    "decode_cursor",
    "encode_cursor",
    "entity",
    "kept_plans",
    "metadata",
    "reference",
    "register_entities",
    "timestamptz",
]
