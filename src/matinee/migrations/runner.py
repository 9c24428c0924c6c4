"""Bring a database to this program's schema, once, also when several servers start together."""

import psycopg

from matinee.kit.errors import Fault
from matinee.migrations.known import head_revision, known_revisions

_LOCK = 0x4D41_5449_4E45_45
"""Advisory lock key ("MATINEE"): one server migrates, the others wait and find it done."""


class SchemaTooNew(Fault):
    """The database was written by a newer Matinee."""

    code = "schema_too_new"
    title = "The database belongs to a newer Matinee"


def current_revision(url: str) -> str | None:
    """Give the step a database is at; None for an empty one."""
    with psycopg.connect(url) as connection:
        return _current(connection)


def migrate(url: str) -> bool:
    """Apply what is missing; tell whether anything was. Raises `SchemaTooNew` for an unknown step."""
    with psycopg.connect(url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [_LOCK])
        before = _current(connection)
        if before is not None and before not in known_revisions():
            detail = f"It is at schema step {before}, this program knows up to {head_revision()}. Start the newer one."
            raise SchemaTooNew(detail)
        if before == head_revision():
            return False
        from matinee.migrations.upgrade import upgrade  # noqa: PLC0415 - Alembic is large, and seldom has work

        upgrade(url)
        return True


def _current(connection: psycopg.Connection) -> str | None:
    try:
        row = connection.execute("select version_num from alembic_version").fetchone()
    except psycopg.errors.UndefinedTable:
        connection.rollback()
        return None
    return None if row is None else str(row[0])
