"""`make dev`: runs `matinee serve`, and starts it again when a Python file below `src` changes."""

import signal
import subprocess
import sys
import threading
from pathlib import Path
from types import FrameType

from watchfiles import PythonFilter, run_process

SOURCES = Path(__file__).resolve().parent.parent / "src"
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


def main() -> None:
    """Watch until Ctrl-C."""
    run_process(SOURCES, target=serve, watch_filter=PythonFilter(), sigint_timeout=STOP_PATIENCE_S, sigkill_timeout=2)


if __name__ == "__main__":
    main()
