"""`make dev`: `matinee serve`, started again when a Python file below `src` changes, behind Vite for the web app's.

The web app is at the address that Vite prints; what it asks of the server goes through Vite to it.
"""

import contextlib
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Generator
from pathlib import Path
from types import FrameType

from watchfiles import PythonFilter, run_process

ROOT = Path(__file__).resolve().parent.parent
STOP_PATIENCE_S = 45
"""As long as a whole server may take to end."""


def serve() -> None:
    """Run the server in this process's place, and hand it the signal that ends this process."""
    child = subprocess.Popen([sys.executable, "-m", "matinee", "serve", *sys.argv[1:]])

    def stop(_number: int, _frame: FrameType | None) -> None:
        child.terminate()

    if threading.current_thread() is threading.main_thread():
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, stop)
    child.wait()


@contextlib.contextmanager
def web_app(server: str) -> Generator[None]:
    """Run Vite until the block ends, asking this server."""
    command = ["sh", "scripts/web.sh", "dev"]
    vite = subprocess.Popen(
        command, cwd=ROOT, env=os.environ | {"MATINEE_DEV_SERVER": server}, stdin=subprocess.DEVNULL,
        start_new_session=True,
    )  # fmt: skip
    try:
        yield
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(vite.pid, signal.SIGTERM)
        vite.wait()


def main() -> None:
    """Watch until Ctrl-C. The port is set, as Vite must know it: a taken one is said by the server."""
    port = os.environ.setdefault("MATINEE_PORT", "8096")
    with web_app(f"http://127.0.0.1:{port}"):
        run_process(
            ROOT / "src", target=serve, watch_filter=PythonFilter(), sigint_timeout=STOP_PATIENCE_S, sigkill_timeout=2
        )


if __name__ == "__main__":
    main()
