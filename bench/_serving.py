"""A whole `matinee serve` for measurements, on a database that is there already."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
from collections.abc import Iterator


@contextlib.contextmanager
def served(database_url: str, *, worker: bool = True) -> Iterator[int]:
    """Run a server until the block ends; give its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory(prefix="mbench") as data_dir:
        own = {
            "MATINEE_DATA_DIR": data_dir,
            "MATINEE_DATABASE_URL": database_url,
            "MATINEE_HOST": "127.0.0.1",
            "MATINEE_PORT": str(port),
            "MATINEE_BACKUP_ENABLED": "false",
        }
        command = [sys.executable, "-m", "matinee", "serve", *([] if worker else ["--no-worker"])]
        process = subprocess.Popen(
            command, env=os.environ | own, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        try:
            if process.stdout is None or not any("is ready" in line for line in process.stdout):
                raise SystemExit("the server did not become ready")
            yield port
        finally:
            process.send_signal(signal.SIGTERM)
            process.communicate()
