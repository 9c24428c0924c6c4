"""A PostgreSQL that can be killed and started again, with a migrated database that writes down who started what when."""

import os
import signal
import tempfile
import time
from pathlib import Path
from typing import Self

import psycopg

from matinee.kit.postgres import EmbeddedPostgres
from matinee.migrations import migrate
from tests.faults.jobs.kinds import TABLES

_WITNESS = """
create table chaos_start (job_id bigint not null, run int not null, worker_id bigint, at timestamptz not null);
create table chaos_worker (id bigint not null, pid int not null);
create table chaos_death (pid int not null, at timestamptz not null);
create table chaos_phase (name text not null, at timestamptz not null default clock_timestamp());
create function chaos_started() returns trigger language plpgsql as $$ begin
    insert into chaos_start values (new.id, new.run, new.worker_id, clock_timestamp()); return new; end $$;
create trigger chaos_started after update of run on job for each row when (new.run > old.run)
    execute function chaos_started();
create function chaos_registered() returns trigger language plpgsql as $$ begin
    insert into chaos_worker values (new.id, new.pid); return new; end $$;
create trigger chaos_registered after insert on job_worker for each row execute function chaos_registered();
create function chaos_buried() returns trigger language plpgsql as $$ begin
    insert into chaos_death select old.pid, clock_timestamp()
        where exists (select from job where state = 'running' and worker_id = old.id);
    return old; end $$;
create trigger chaos_buried after delete on job_worker for each row execute function chaos_buried();
"""


class Server:
    """One server in a short temporary folder. Commits are waited for: what was committed survives a kill."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="mpg")
        options = {"fsync": "off", "max_connections": "150"}
        self._postgres = EmbeddedPostgres(Path(self._folder.name), options=options)

    @property
    def url(self) -> str:
        """Where its database answers."""
        return self._postgres.url

    def __enter__(self) -> Self:
        self._postgres.start()
        migrate(self.url)
        with psycopg.connect(self.url, autocommit=True) as connection:
            connection.execute(TABLES.encode())
            connection.execute(_WITNESS.encode())
        return self

    def __exit__(self, *_: object) -> None:
        self._postgres.stop()
        self._folder.cleanup()

    def stop_hard(self) -> None:
        """Kill -9; nobody starts it again."""
        pid = self._postgres.pid
        assert pid is not None
        os.kill(pid, signal.SIGKILL)
        while self._postgres.pid is not None:
            time.sleep(0.01)

    def start(self) -> None:
        """Start what was killed."""
        self._postgres.start()
