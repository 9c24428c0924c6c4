"""PostgreSQL's own backup programs, run on one database."""

import asyncio
import os
from collections.abc import Sequence
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict

from matinee.admin.backup.errors import BackupFailed
from matinee.kit.postgres import Binaries, NoBinaries, all_binaries

_ENVIRONMENT = {
    "host": "PGHOST", "port": "PGPORT", "user": "PGUSER", "dbname": "PGDATABASE", "password": "PGPASSWORD",
    "sslmode": "PGSSLMODE", "sslrootcert": "PGSSLROOTCERT", "passfile": "PGPASSFILE",
}  # fmt: skip


class ProgramFailed(Exception):
    """One of the programs ended with an error; its words are the text."""


def choose_programs(data_dir: Path, major: int) -> Binaries:
    """Find programs that can read a server of this major version: its own, or newer ones."""
    fitting = [
        each
        for each in all_binaries(data_dir / "postgres" / "runtime")
        if each.major >= major and all(os.access(each.program(name), os.X_OK) for name in ("pg_dump", "pg_restore"))
    ]
    if not fitting:
        raise BackupFailed(
            f"The database is PostgreSQL {major}, and no pg_dump of that version or newer is here. "
            f"Install the PostgreSQL {major} client programs, or back the database up where it runs."
        ) from NoBinaries()
    return min(fitting, key=lambda each: (each.major, [-part for part in each.release]))


async def run(binaries: Binaries, name: str, arguments: Sequence[str | Path], *, url: str | None = None) -> bytes:
    """Run one of them, the connection given by the environment (a password in an argument list is public)."""
    environment = {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "PGCONNECT_TIMEOUT": "10"}
    for key, value in conninfo_to_dict(url or "").items():
        if value is not None and key in _ENVIRONMENT:
            environment[_ENVIRONMENT[key]] = str(value)
    process = await asyncio.create_subprocess_exec(
        binaries.program(name), *arguments, stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE, env=environment, cwd="/",
    )  # fmt: skip
    try:
        output, words = await process.communicate()
    finally:
        if process.returncode is None:
            process.kill()
    if process.returncode != 0:
        raise ProgramFailed(" ".join(words.decode(errors="replace").split())[-500:])
    return output
