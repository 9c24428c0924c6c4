"""The database that a command works on."""

import contextlib
from collections.abc import Generator

from matinee.kit.postgres import EmbeddedPostgres, running_url
from matinee.settings import Settings


@contextlib.contextmanager
def running_database(settings: Settings) -> Generator[str]:
    """Lend the configured database, the one of a running Matinee, or our own while this lasts."""
    if settings.database_url is not None:
        yield settings.database_url.reveal()
        return
    url = running_url(settings.data_dir)
    if url is not None:
        yield url
        return
    with EmbeddedPostgres(settings.data_dir) as server:
        yield server.url


@contextlib.contextmanager
def own_database(settings: Settings) -> Generator[str]:
    """Lend the configured database or our own; a running Matinee on the same data is refused."""
    if settings.database_url is not None:
        yield settings.database_url.reveal()
        return
    with EmbeddedPostgres(settings.data_dir) as server:
        yield server.url
