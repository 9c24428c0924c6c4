"""`matinee serve` under faults: killed parts come back, a killed whole leaves nothing, each refusal has its message."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.server import free_port

_open = urllib.request.build_opener(urllib.request.ProxyHandler({})).open


class Served:
    """One running `matinee serve`."""

    def __init__(self, data_dir: Path, **environment: str) -> None:
        self.port = free_port()
        self.lines: list[str] = []
        self.process = start(data_dir, MATINEE_PORT=str(self.port), **environment)

    def wait_ready(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            self.lines.append(line)
            if "Matinee is ready" in line:
                return
        raise AssertionError("".join(self.lines))

    def is_ready(self) -> bool:
        with contextlib.suppress(OSError):
            return _open(f"http://127.0.0.1:{self.port}/readyz", timeout=5).status == 200
        return False

    def children(self) -> dict[str, int]:
        """Give the processes below the supervisor, by what they are."""
        found = {}
        for pid in descendants(self.process.pid):
            with contextlib.suppress(OSError):
                words = Path(f"/proc/{pid}/cmdline").read_bytes().decode().split("\0")
                name = next((word for word in words if word in {"web", "worker"}), None)
                if name or words[0].endswith("/postgres"):
                    found[name or "postgres"] = pid
        return found


def start(data_dir: Path, **environment: str) -> subprocess.Popen[str]:
    plain = {"PATH": "/usr/bin:/bin", "MATINEE_DATA_DIR": str(data_dir), "http_proxy": "http://192.0.2.1:9"}
    return subprocess.Popen(
        [sys.executable, "-m", "matinee", "serve"], env=plain | environment, cwd="/",
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip


def descendants(pid: int) -> list[int]:
    found, waiting = [], [pid]
    while waiting:
        with contextlib.suppress(OSError):
            for each in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
                below = [int(word) for word in each.read_text().split()]
                found += below
                waiting += below
    return found


def is_alive(pid: int) -> bool:
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    return False


def eventually(is_true: Callable[[], bool]) -> None:
    end = time.monotonic() + 120
    while not is_true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.05)


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("serve") / "matinee"


@pytest.fixture
def served(data_dir: Path) -> Iterator[Served]:
    running = Served(data_dir)
    yield running
    below = descendants(running.process.pid)
    running.process.kill()
    running.process.wait()
    eventually(lambda: not any(map(is_alive, below)))


def test_it_starts_prints_links_and_stops_in_order_leaving_nothing(served: Served) -> None:
    served.wait_ready()
    assert served.is_ready()
    below = descendants(served.process.pid)
    eventually(lambda: set(served.children()) == {"web", "worker", "postgres"})
    began = time.monotonic()
    served.process.send_signal(signal.SIGTERM)
    rest = served.process.communicate()[0]
    assert time.monotonic() - began < 20
    assert served.process.returncode == 0
    assert not any(map(is_alive, below))
    assert f"http://localhost:{served.port}/app/setup?token=" in rest
    assert '"logger": "uvicorn.error"' in "".join(served.lines) + rest, "the server's lines pass our redaction"


def test_after_kill_9_of_the_supervisor_nothing_is_left_and_the_next_start_is_clean(
    served: Served, data_dir: Path
) -> None:
    served.wait_ready()
    below = descendants(served.process.pid)
    served.process.kill()
    served.process.wait()
    eventually(lambda: not any(map(is_alive, below)))
    again = Served(data_dir)
    try:
        again.wait_ready()
    finally:
        again.process.terminate()
        again.process.communicate()


@pytest.mark.parametrize("part", ["web", "worker", "postgres"])
def test_a_part_that_is_killed_comes_back(part: str, served: Served) -> None:
    served.wait_ready()
    eventually(lambda: part in served.children())  # the web may be ready before the worker's program was loaded
    killed = served.children()[part]
    os.kill(killed, signal.SIGKILL)
    eventually(lambda: served.children().get(part, killed) != killed and served.is_ready())


def test_a_second_start_on_the_same_data_is_told_who_runs(served: Served, data_dir: Path) -> None:
    served.wait_ready()
    second = start(data_dir)
    said = second.communicate()[0]
    assert second.returncode == 1
    assert f"already runs on {data_dir} (process {served.process.pid})" in said
    assert "Traceback" not in said
    assert served.is_ready()


def test_a_taken_port_and_a_wrong_setting_have_their_own_messages(tmp_path: Path) -> None:
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))  # noqa: S104 - taken on all, as another server would
        other.listen()
        port = other.getsockname()[1]
        first = start(tmp_path / "d", MATINEE_PORT=str(port))
        said = first.communicate()[0]
    assert first.returncode == 1
    assert f"Port {port} is taken by another program" in said
    wrong = start(tmp_path / "d", MATINEE_PROT="8096")
    said = wrong.communicate()[0]
    assert wrong.returncode == 1
    assert "MATINEE_PROT (environment) is not a setting. Did you mean MATINEE_PORT?" in said
    assert "Traceback" not in said


def test_h39_figures_are_for_operators_only(served: Served) -> None:
    served.wait_ready()
    with pytest.raises(urllib.error.HTTPError) as refused:
        _open(f"http://127.0.0.1:{served.port}/metrics", timeout=20)
    assert refused.value.code == 401
