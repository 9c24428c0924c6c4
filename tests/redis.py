"""A real Redis for the tests, on a unix socket of its own; it can be paused and killed."""

import contextlib
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest


class RedisServer:
    """One `redis-server` without persistence."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip("redis-server is not installed: scripts/install-test-packages.sh installs it")
        self._socket = folder / "redis.sock"
        arguments = ["--port", "0", "--unixsocket", str(self._socket), "--save", "", "--appendonly", "no"]
        self._process = subprocess.Popen([program, *arguments], cwd=folder, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while not self._socket.exists():
            assert time.monotonic() < deadline, "redis-server did not start"
            time.sleep(0.01)

    @property
    def url(self) -> str:
        return f"unix://{self._socket}"

    def pause(self) -> None:
        """Let it accept connections and answer nothing."""
        os.kill(self._process.pid, signal.SIGSTOP)

    def resume(self) -> None:
        os.kill(self._process.pid, signal.SIGCONT)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


@contextmanager
def running_redis() -> Iterator[RedisServer]:
    """Run a server until the block ends."""
    with tempfile.TemporaryDirectory(prefix="mrd") as folder:
        server = RedisServer(Path(folder))
        try:
            yield server
        finally:
            with contextlib.suppress(ProcessLookupError):
                server.kill()
