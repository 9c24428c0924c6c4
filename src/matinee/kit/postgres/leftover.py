"""What a killed supervisor left: a PostgreSQL that is still stopping, or a file that names a process long gone."""

import contextlib
import os
import signal
import time
from collections.abc import Callable
from pathlib import Path

from matinee.kit.postgres.errors import DatabaseRefused

_LOOK_EVERY_S = 0.05
_PATIENCE_S = 30.0


def postmaster_state(data: Path) -> tuple[int, str] | None:
    """Give the process number and the state ("ready", "starting", …) that the server itself wrote down."""
    try:
        lines = (data / "postmaster.pid").read_text(encoding="utf-8", errors="replace").splitlines()
        return int(lines[0]), lines[7].strip() if len(lines) > 7 else "starting"  # noqa: PLR2004 - pidfile.h, line 8
    except (OSError, ValueError, IndexError):
        return None


def clear_leftover(data: Path, say: Callable[[str], None]) -> None:
    """End a server that runs on `data` without its supervisor; remove the note of one that does not run any more.

    Call only with the folder's lock held: then nobody else's server can be meant.
    """
    state = postmaster_state(data)
    if state is None:
        return
    pid = state[0]
    if not _serves(pid, data):
        (data / "postmaster.pid").unlink(missing_ok=True)
        return
    say("Waiting for the PostgreSQL of the last run to stop…")
    for number, patience in ((signal.SIGINT, _PATIENCE_S), (signal.SIGQUIT, _PATIENCE_S / 3), (signal.SIGKILL, 5.0)):
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, number)
        if _is_gone_within(pid, data, patience):
            return
    raise DatabaseRefused(f"A PostgreSQL (process {pid}) still runs on {data} and does not stop. Stop it first.")


def _is_gone_within(pid: int, data: Path, patience: float) -> bool:
    end = time.monotonic() + patience
    while _serves(pid, data):
        if time.monotonic() > end:
            return False
        time.sleep(_LOOK_EVERY_S)
    return True


def _serves(pid: int, data: Path) -> bool:
    """Tell whether the process is a server on `data`: PostgreSQL makes its data folder its working directory."""
    if pid <= 1:
        return False
    proc = Path(f"/proc/{pid}")
    if Path("/proc/self").exists():
        try:
            return proc.joinpath("cwd").samefile(data) and "postgres" in proc.joinpath("comm").read_text()
        except OSError:
            return False
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
