"""A PostgreSQL that can be killed and started again (commits are waited for, as a kept database needs)."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Self

import psycopg

from matinee.migrations import migrate
from tests.postgres import BIN


class Server:
    """One server in a short temporary folder, with a migrated database."""

    def __init__(self) -> None:
        self._root = Path(tempfile.mkdtemp(prefix="mpg"))
        self._account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
        self.url = f"postgresql://matinee@/postgres?host={self._root}"
        self._process: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        if self._account is not None:
            os.chown(self._root, self._account.pw_uid, self._account.pw_gid)
        options = [
            "-U",
            "matinee",
            "-A",
            "trust",
            "--no-sync",
            "-E",
            "UTF8",
            "--locale-provider=builtin",
            "--locale=C.UTF-8",
        ]
        self._run("initdb", "-D", str(self._root / "d"), *options).wait()
        self.start()
        migrate(self.url)
        return self

    def __exit__(self, *_: object) -> None:
        if self._process is not None:
            self._process.send_signal(signal.SIGINT)
            self._process.wait(20)
        shutil.rmtree(self._root, ignore_errors=True)

    def start(self, *options: str) -> None:
        """Start and wait until it answers."""
        while True:
            self._process = self._run(
                "postgres", "-D", str(self._root / "d"), "-k", str(self._root), "-c", "listen_addresses=",
                "-c", "fsync=off", "-c", "max_connections=120", *options,
            )  # fmt: skip
            while self._process.poll() is None:
                try:
                    psycopg.connect(self.url, connect_timeout=2).close()
                except psycopg.OperationalError:
                    time.sleep(0.02)
                else:
                    return
            time.sleep(0.1)  # the killed one's children are still leaving

    def kill(self) -> None:
        """Kill -9."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()

    def freeze(self, seconds: float) -> None:
        """Let nothing answer for a while: the machine or its disk stands still."""
        pids = [self._process.pid, *_children(self._process.pid)] if self._process is not None else []
        for pid in pids:
            os.kill(pid, signal.SIGSTOP)
        time.sleep(seconds)
        for pid in pids:
            os.kill(pid, signal.SIGCONT)

    def _run(self, program: str, *arguments: str) -> subprocess.Popen[bytes]:
        account = self._account
        who = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []} if account else {}
        return subprocess.Popen(
            [str(BIN / program), *arguments],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env={"LC_ALL": "C", "PATH": os.environ["PATH"]},
            cwd="/",
            **who,  # pyright: ignore[reportArgumentType]
        )


def _children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]
