"""Bring a database to this program's schema, once, also when several servers start together."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, create_engine, make_url, text

from matinee.kit.errors import Fault

_LOCK = 0x4D41_5449_4E45_45
"""Advisory lock key ("MATINEE"): one server migrates, the others wait and find it done."""


class SchemaTooNew(Fault):
    """The database was written by a newer Matinee."""

    code = "schema_too_new"
    title = "The database belongs to a newer Matinee"


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent))
    return config


def head_revision() -> str:
    """Give the newest step this program knows."""
    head = ScriptDirectory.from_config(_config()).get_current_head()
    if head is None:
        msg = "the package holds no migrations"
        raise RuntimeError(msg)
    return head


def known_revisions() -> frozenset[str]:
    """List every step this program knows: it can take a database from any of them to the newest."""
    return frozenset(script.revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def current_revision(url: str) -> str | None:
    """Give the step a database is at; None for an empty one."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    try:
        with engine.connect() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        engine.dispose()


def migrate(url: str) -> bool:
    """Apply what is missing; tell whether anything was. Raises `SchemaTooNew` for an unknown step."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    try:
        with engine.connect() as connection:
            connection.execute(text("select pg_advisory_lock(:key)"), {"key": _LOCK})
            connection.commit()
            try:
                return _upgrade(connection)
            finally:
                connection.rollback()
                connection.execute(text("select pg_advisory_unlock(:key)"), {"key": _LOCK})
                connection.commit()
    finally:
        engine.dispose()


def _upgrade(connection: Connection) -> bool:
    before = MigrationContext.configure(connection).get_current_revision()
    connection.commit()
    config = _config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    if before is not None and before not in known:
        detail = f"It is at schema step {before}, this program knows up to {head_revision()}. Start the newer Matinee."
        raise SchemaTooNew(detail)
    config.attributes["connection"] = connection
    command.upgrade(config, "head")
    connection.commit()
    return before != head_revision()
