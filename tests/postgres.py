"""A real PostgreSQL for the tests: one server a session, one database a test, cloned from a migrated template."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from matinee.kit.postgres import EmbeddedPostgres


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server in a short temporary folder; give the URL of its `postgres` database."""
    with (
        tempfile.TemporaryDirectory(prefix="mpg") as folder,
        EmbeddedPostgres(Path(folder), durable=False, options={"max_connections": "200"}) as server,
    ):
        yield server.url_of("postgres")
