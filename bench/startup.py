"""From the command to ready, first and later; and the memory of all processes when nothing happens."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg

from matinee.kit.postgres import running_url

NAME = "start to ready, and idle memory"
LATER_STARTS = 3
IDLE_S = 15
_BUDGET = {"first start": "8 s", "later start (median)": "2 s", "idle memory, all processes (PSS)": "250 MB"}


def run() -> list[dict[str, object]]:
    """Measure; each row is a figure beside its budget."""
    with tempfile.TemporaryDirectory(prefix="mbench") as folder:
        data_dir = Path(folder) / "matinee"
        with _served(data_dir) as (first_s, process):
            first_cpu_s = _cpu_s(process.pid)
            _make_account(data_dir)
        later: list[float] = []
        later_cpu_s = 0.0
        parts: dict[str, float] = {}
        for number in range(LATER_STARTS):
            with _served(data_dir) as (seconds, process):
                later.append(seconds)
                later_cpu_s = _cpu_s(process.pid)
                if number == LATER_STARTS - 1:
                    time.sleep(IDLE_S)
                    parts = memory_mb(process.pid)
    figures = {
        "first start": f"{first_s:.1f} s",
        "- CPU of it, all processes": f"{first_cpu_s:.1f} s",
        "later start (median)": f"{sorted(later)[len(later) // 2]:.1f} s",
        "- CPU of it, all processes ": f"{later_cpu_s:.1f} s",
        "idle memory, all processes (PSS)": f"{sum(parts.values()):.0f} MB",
    }
    rows: list[dict[str, object]] = [
        {"figure": name.strip(), "value": value, "budget": _BUDGET.get(name, "")} for name, value in figures.items()
    ]
    return rows + [
        {"figure": f"- {name}", "value": f"{value:.0f} MB", "budget": ""} for name, value in sorted(parts.items())
    ]


@contextlib.contextmanager
def _served(data_dir: Path) -> Iterator[tuple[float, "subprocess.Popen[str]"]]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    environment = os.environ | {"MATINEE_DATA_DIR": str(data_dir), "MATINEE_PORT": str(port)}
    began = time.monotonic()
    process = subprocess.Popen(
        [sys.executable, "-m", "matinee", "serve"], env=environment, stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if "is ready" in line:
                break
        else:
            raise SystemExit("the server did not become ready")
        yield time.monotonic() - began, process
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate()


def _make_account(data_dir: Path) -> None:
    """Make the first account: a server in use does not prepare for one at each start."""
    url = running_url(data_dir)
    assert url is not None
    with psycopg.connect(url) as connection:
        connection.execute(
            "insert into account (id, username, username_folded, role)"
            " values (uuidv7(), 'anna', 'anna', 'administrator')"
        )


def _cpu_s(supervisor: int) -> float:
    """Sum the CPU of a tree of processes, those that ended included: a loaded machine changes it least."""
    ticks = 0
    for pid in _tree(supervisor):
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(int(each) for each in fields[11:15])  # utime, stime, and those of ended children (proc(5))
    return ticks / os.sysconf("SC_CLK_TCK")


def _tree(supervisor: int) -> list[int]:
    found, waiting = list[int](), [supervisor]
    while waiting:
        pid = waiting.pop()
        found.append(pid)
        with contextlib.suppress(OSError):
            for each in Path(f"/proc/{pid}/task").glob("*/children"):
                waiting += [int(word) for word in each.read_text().split()]
    return found


def memory_mb(supervisor: int) -> dict[str, float]:
    """Sum the proportional set size by kind of process: shared pages count once."""
    found: dict[str, float] = {}
    for pid in _tree(supervisor):
        with contextlib.suppress(OSError):
            words = Path(f"/proc/{pid}/cmdline").read_bytes().decode(errors="replace").split("\0")
            kinds = [word for word in words if word in {"serve", "web", "worker"}]
            name = "PostgreSQL" if "postgres" in words[0] else kinds[0] if kinds else "helpers"
            pss = next(line for line in Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines() if "Pss:" in line)
            found[name] = found.get(name, 0.0) + int(pss.split()[1]) / 1000
    return found
