"""The steps and the tables say the same, and a step is applied once."""

from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, make_url

import matinee.migrations
from matinee.migrations import current_revision, head_revision, known_revisions, migrate
from matinee.migrations.tables import metadata


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")
def test_migrated_database_is_what_the_tables_say(database_url: str) -> None:
    engine = create_engine(make_url(database_url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        context = MigrationContext.configure(connection)
        differences = compare_metadata(context, metadata)
    engine.dispose()
    assert differences == []


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    assert migrate(database_url) is False
    assert current_revision(database_url) == head_revision()


def test_steps_are_one_line_and_their_files_are_named_by_them() -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(matinee.migrations.__file__).parent))
    script = ScriptDirectory.from_config(config)
    assert script.get_heads() == [head_revision()]
    assert {each.revision for each in script.walk_revisions()} == known_revisions()
