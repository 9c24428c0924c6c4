"""The data set on which the figures of DESIGN §7 are measured: made once by COPY, kept in a cache, lent as a clone.

    from bench.dataset import lent

    with lent() as data:           # 5-10 s once it is made, a minute or two the first time
        data.url                   # a database of this run's own: write what you like, it is dropped afterwards
        data.tokens["anna"]        # a session token that a `matinee serve` on `data.url` accepts

What is in it: 8 libraries (5 of movies, 3 of shows), 40,000 movies and 60,000 episodes of 1,000 series, each with a
version, part, file and three streams; 3 % of the movies bear the title and year of another one and 5 % lie in two
libraries; 30 genres, 60,000 people, 500,000 credits, posters, external ids; five viewers with different grants
(`VIEWERS`) with 210,000 rows of state and as many plays. It is the same on each run (one seed; ids aside).

The cache lies in `$XDG_CACHE_HOME/matinee-bench` (about 1 GB), is made anew when the rows change (a newer
schema is applied to each clone), and serves one run at a time. `python -m bench dataset` makes it and counts its rows.
"""

import asyncio
import contextlib
import hashlib
import os
import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import psycopg

from bench.dataset.people import PASSWORD, VIEWERS, token_of
from bench.dataset.writing import TABLES, write
from matinee.kit.db import Database
from matinee.kit.postgres import EmbeddedPostgres
from matinee.migrations import migrate

__all__ = ["PASSWORD", "VIEWERS", "DataSet", "lent", "run"]

NAME = "data set: rows of each table"
_TEMPLATE = "dataset"


@dataclass(frozen=True)
class DataSet:
    """A clone of the data set. `tokens` are session tokens by the viewer's name, `accounts` their ids."""

    url: str
    tokens: Mapping[str, str]
    accounts: Mapping[str, str]


@contextlib.contextmanager
def lent(*, options: Mapping[str, str] | None = None) -> Iterator[DataSet]:
    """Lend a clone of the data set on a server of its own; `options` are PostgreSQL settings for the run."""
    folder = _made()
    with EmbeddedPostgres(folder, options={"max_connections": "200", **(options or {})}) as server:
        name = f"run_{os.getpid()}"
        with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
            for (left,) in connection.execute("select datname from pg_database where datname like 'run%'").fetchall():
                connection.execute(f"drop database {left} with (force)".encode())
            connection.execute(f"create database {name} template {_TEMPLATE} strategy file_copy".encode())
        url = server.url_of(name)
        migrate(url)
        try:
            with psycopg.connect(url) as connection:
                accounts = dict(connection.execute("select username, id::text from account").fetchall())
            yield DataSet(url, {each.name: token_of(each) for each in VIEWERS}, accounts)
        finally:
            with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
                connection.execute(f"drop database {name} with (force)".encode())


def run() -> list[dict[str, object]]:
    """Make the data set where there is none; count its rows."""
    with lent() as data, psycopg.connect(data.url) as connection:
        size = connection.execute("select pg_size_pretty(pg_database_size(current_database()))").fetchone()
        rows: list[dict[str, object]] = []
        for table in TABLES:
            found = connection.execute(f"select count(*) from {table}".encode()).fetchone()
            rows.append({"table": table, "rows": f"{found[0] if found else 0:,}"})
    return [*rows, {"table": "size on disk", "rows": size[0] if size else ""}]


def _made() -> Path:
    """Give the folder of the data, made when there is none with these rows."""
    place = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "matinee-bench"
    folder = place / f"dataset-{_fingerprint()}"
    if folder.is_dir():
        return folder
    for old in place.glob("*dataset-*"):
        shutil.rmtree(old, ignore_errors=True)
    print("Making the data set…", flush=True)
    making = place / f".making-{folder.name}"
    with EmbeddedPostgres(making, durable=False, options={"maintenance_work_mem": "256MB"}) as server:
        with psycopg.connect(server.url_of("postgres"), autocommit=True) as connection:
            connection.execute(f"create database {_TEMPLATE}".encode())
        url = server.url_of(_TEMPLATE)
        migrate(url)
        asyncio.run(_fill(url))
        with psycopg.connect(url, autocommit=True) as connection:
            connection.execute("vacuum (freeze, analyze)")
            connection.execute("checkpoint")
    os.sync()
    making.rename(folder)
    return folder


async def _fill(url: str) -> None:
    async with Database(url) as database, database.transaction() as tx:
        await write(tx)


def _fingerprint() -> str:
    found = hashlib.sha256()
    for name in ("people.py", "titles.py", "writing.py"):
        found.update((Path(__file__).parent / name).read_bytes())
    return found.hexdigest()[:12]
