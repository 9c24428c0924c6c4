"""The steps and the tables say the same, and a step is applied once."""

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, make_url

from matinee.migrations import current_revision, head_revision, migrate
from matinee.migrations.tables import metadata


@pytest.mark.filterwarnings("ignore:Did not recognize type 'xid8'")
def test_migrated_database_is_what_the_tables_say(database_url: str) -> None:
    engine = create_engine(make_url(database_url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        context = MigrationContext.configure(
            connection,
            opts={
                "include_name": lambda name, kind, _: not (kind == "table" and str(name).startswith("procrastinate"))
            },
        )
        differences = compare_metadata(context, metadata)
    engine.dispose()
    assert differences == []


def test_migrating_twice_changes_nothing(database_url: str) -> None:
    assert migrate(database_url) is False
    assert current_revision(database_url) == head_revision()
