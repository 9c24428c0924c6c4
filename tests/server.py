"""A whole server for tests: `matinee serve` with its own data folder, driven over HTTP."""

import contextlib
import fcntl
import os
import random
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Self

import httpx

PASSWORD = "correct horse battery"
TRUSTED = ssl.create_default_context()
"""Lent to all clients: each would read the system's certificates anew, which takes longer than most answers."""
_WAIT_S = 300
_PORTS = (20_000, 32_000)
"""Below those that Linux gives to connections (`net.ipv4.ip_local_port_range`)."""
_WORK_S = 240
"""Within which a scan, or what follows it, is over on the slowest machine."""
_LONGEST_RUN_S = 2 * 3600


class Server:
    """One running `matinee serve`."""

    def __init__(
        self,
        data: Path,
        settings: Mapping[str, str] | None = None,
        *,
        worker: bool = True,
        command: str = "serve",
        program: Sequence[str] = (sys.executable, "-m", "matinee"),
    ) -> None:
        self.data = data
        self.lines: list[str] = []
        self._ready = threading.Event()
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MATINEE_")}
        environment |= {"MATINEE_DATA_DIR": str(data), "MATINEE_HOST": "127.0.0.1", **(settings or {})}
        self.process = subprocess.Popen(
            [*program, command, *([] if worker else ["--no-worker"])],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            env=environment,
            start_new_session=True,
        )
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if "http://localhost" in line:
                self._ready.set()
        self._ready.set()

    @property
    def output(self) -> str:
        return "".join(self.lines)

    def wait_until_ready(self) -> Self:
        assert self._ready.wait(_WAIT_S), self.output
        assert self.process.poll() is None, self.output
        return self

    @property
    def url(self) -> str:
        found = re.search(r"http://localhost:(\d+)", self.output)
        assert found is not None, self.output
        return f"http://127.0.0.1:{found[1]}"

    @property
    def setup_token(self) -> str:
        found = re.search(r"token=(\S+)", self.output)
        assert found is not None, self.output
        return found[1]

    def stop(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        return self.process.wait(60)

    def client(self, token: str | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        return httpx.Client(base_url=f"{self.url}/api/v1", headers=headers, timeout=60, verify=TRUSTED)

    def set_up(self) -> httpx.Client:
        """Make the first administrator; give a client signed in as that."""
        with self.client() as stranger:
            answer = stranger.post("/setup", json={"token": self.setup_token, "username": "anna", "password": PASSWORD})
            assert answer.status_code == 201, answer.text
        return self.client(answer.json()["token"])

    def log_in(self, username: str, password: str = PASSWORD) -> httpx.Client:
        with self.client() as stranger:
            answer = stranger.post("/auth/login", json={"username": username, "password": password})
            assert answer.status_code == 200, answer.text
        return self.client(answer.json()["token"])


def free_port() -> int:
    """Give a port that nothing uses, and that no connection out of this machine is given meanwhile."""
    while True:
        port = random.randrange(*_PORTS)
        with socket.socket() as probe, contextlib.suppress(OSError):
            probe.bind(("0.0.0.0", port))  # noqa: S104 - as the server will, and only to look
            return port


def started_before() -> Path:
    """Give a data folder that a server was started on once, made by the first who asks in this run of the tests."""
    run = os.environ.get("PYTEST_XDIST_TESTRUNUID", str(os.getpid()))
    place = Path(tempfile.gettempdir()) / f"matinee-started-{run}"
    place.mkdir(mode=0o755, exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (place / "data").exists():
            for old in place.parent.glob("matinee-started-*"):
                if time.time() - old.stat().st_mtime > _LONGEST_RUN_S:
                    shutil.rmtree(old, ignore_errors=True)
            server = Server(place / "making")
            try:
                server.wait_until_ready()
            finally:
                server.stop()
            (place / "making").rename(place / "data")
    return place / "data"


@contextmanager
def serving(
    data: Path, settings: Mapping[str, str] | None = None, *, worker: bool = True, first_start: bool = False
) -> Iterator[Server]:
    """Run a server until the block ends; in a new folder as after its first start, when nobody was set up yet.

    `first_start`: in a new folder that the server makes itself, which takes some seconds longer.
    """
    is_new = not data.exists() or not any(data.iterdir())
    if is_new and not first_start and "MATINEE_DATABASE_URL" not in (settings or {}):
        subprocess.run(["cp", "-aT", str(started_before()), str(data)], check=True)
    server = Server(data, settings, worker=worker)
    try:
        yield server.wait_until_ready()
    finally:
        server.stop()


def until_done(client: httpx.Client, job_id: int) -> dict[str, Any]:
    """Wait until the library's scan of this job is over; give the scan."""
    deadline = time.monotonic() + _WORK_S
    while time.monotonic() < deadline:
        scans = [
            scan
            for library in client.get("/libraries").json()["items"]
            for scan in client.get(f"/libraries/{library['id']}/scans").json()["items"]
            if scan["job_id"] == job_id
        ]
        if scans and scans[0]["state"] not in {"waiting", "running"}:
            return scans[0]
        threading.Event().wait(0.1)
    raise AssertionError("the scan did not end")


def until_idle(client: httpx.Client, kind: str) -> None:
    """Wait until no job of this kind waits or runs."""
    deadline = time.monotonic() + _WORK_S
    while time.monotonic() < deadline:
        states = ("waiting", "running", "retrying")
        if not any(client.get("/jobs", params={"kind": kind, "state": each}).json()["items"] for each in states):
            return
        threading.Event().wait(0.1)
    raise AssertionError(f"{kind} did not end")
