"""Looks first, with little: most starts find everything done, and the libraries for the rest are slow to read."""

import os
import sys

import msgspec
import psycopg

from matinee.kit.errors import Fault
from matinee.migrations import head_revision
from matinee.serving.preparation import Told
from matinee.settings import load_settings


def main() -> None:
    """Prepare the database that the environment names; each line of output is a `Told`."""
    settings = load_settings(os.environ)
    if settings.database_url is None:
        msg = "MATINEE_DATABASE_URL names the database to prepare"
        raise RuntimeError(msg)
    url = settings.database_url.reveal()
    try:
        if is_prepared(url):
            return
        from matinee.preparing.steps import prepare  # noqa: PLC0415 - read only when there is something to do

        prepare(settings, url, _tell)
    except Fault as fault:
        _tell(Told(fault=(fault.title, fault.detail)))
        raise SystemExit(1) from None
    except psycopg.OperationalError as away:
        _tell(Told(fault=("The database does not answer", str(away).strip())))
        raise SystemExit(1) from None


def is_prepared(url: str) -> bool:
    """Tell whether the schema is this program's and an account exists: then nothing is left to do."""
    with psycopg.connect(url, connect_timeout=10) as connection:
        try:
            row = connection.execute("select version_num, exists(select from account) from alembic_version").fetchone()
        except psycopg.errors.UndefinedTable:
            return False
    return row == (head_revision(), True)


def _tell(told: Told) -> None:
    sys.stdout.buffer.write(msgspec.json.encode(told) + b"\n")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
