"""Run what the supervisor or a worker asks for, on the database and the folder that the environment names."""

import argparse
import ctypes
import os
import signal
import sys
from collections.abc import Sequence

from matinee.kit.errors import Fault
from matinee.processes.leaving import leave_after
from matinee.serving.child import CANNOT_START
from matinee.serving.gate import pass_gate
from matinee.settings import load_settings

_PR_SET_PDEATHSIG = 1


def main(arguments: Sequence[str] | None = None) -> None:
    """Become the process that is asked for."""
    parser = argparse.ArgumentParser(prog="matinee.processes", description="Started by `matinee serve`.")
    parser.add_argument("process", choices=["web", "worker", "isolation"])
    parser.add_argument("--socket", type=int, action="append", default=[], help="number of a listening socket")
    parser.add_argument("--gate", type=int, help="number of the pipe to wait at before the database is used")
    parser.add_argument("--parent", type=int, required=True, help="end when this process does")
    wanted = parser.parse_args(arguments)
    end_with_parent(wanted.parent)
    settings = load_settings(os.environ)
    if settings.database_url is None:
        parser.error("MATINEE_DATABASE_URL is not set")
    url = settings.database_url.reveal()
    leave_out_rich()
    try:
        if wanted.process == "web":
            from matinee.processes.web import run_web  # noqa: PLC0415 - see the package: only what is needed

            _pass(wanted.gate)
            run_web(settings, url, wanted.socket)
            return
        from matinee.processes.worker import run_isolation, run_worker  # noqa: PLC0415 - see the package

        _pass(wanted.gate)
        if wanted.process == "isolation":
            run_isolation(settings, url, wanted.parent)
        else:
            run_worker(settings, url)
    except Fault as fault:
        print(f"{fault.title}. {fault.detail}", file=sys.stderr)  # noqa: T201 - to the person who started the server
        raise SystemExit(CANNOT_START) from None


def leave_out_rich() -> None:
    """Have structlog find no `rich`: it would read 4 MB of it, for coloured tracebacks that the log does not have."""
    sys.modules.setdefault("rich", None)  # pyright: ignore[reportArgumentType] - how an import is made to fail


def end_with_parent(parent: int) -> None:
    """Ask the kernel to end this process when its supervisor dies (prctl(2)); leave if it has died already."""
    if sys.platform == "linux":
        ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGTERM)
    if os.getppid() != parent:
        raise SystemExit(1)


def _pass(gate: int | None) -> None:
    """Wait for the database, the program being read."""
    if gate is not None:
        pass_gate(gate)


if __name__ == "__main__":
    leave_after(main)
