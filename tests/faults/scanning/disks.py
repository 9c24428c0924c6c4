"""Real file systems for tests: mounted here, unmounted here, and skipped in words where that is not allowed."""

import contextlib
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

_HERE = Path(__file__).parents[3]


def mount(point: Path, kind: str = "tmpfs", *words: str) -> None:
    """Mount a file system; a test that may not is skipped."""
    point.mkdir(parents=True, exist_ok=True)
    if shutil.which("mount") is None:
        pytest.skip("this machine has no program that mounts")
    asked = subprocess.run(["mount", "-t", kind, *words, "matinee-test", point], capture_output=True, check=False)
    if asked.returncode != 0:
        pytest.skip(f"this machine mounts no {kind} for tests: it needs root")


def unmount(point: Path) -> None:
    """Take the file system away at once, whoever is in it."""
    subprocess.run(["umount", "--lazy", point], capture_output=True, check=True)


class Odd:
    """A running odd disk."""

    def __init__(self, folder: Path, point: Path, *words: str) -> None:
        point.mkdir(parents=True, exist_ok=True)
        self.point = point
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.scanning.odd_disk", folder, point, *words],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, cwd=_HERE,
        )  # fmt: skip
        if self._heard() != "mounted":
            self._process.wait()
            pytest.skip("this machine lets tests mount no FUSE disk: it needs root and /dev/fuse")

    def _heard(self) -> str:
        assert self._process.stdout is not None
        return self._process.stdout.readline().strip()

    def tell(self, command: str) -> None:
        """Give a command of odd_disk.py, and wait until it holds."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{command}\n")
        self._process.stdin.flush()
        assert self._heard() == "done"

    def die(self) -> None:
        """Leave the mount without whoever answers it: each call there fails from now on."""
        self._process.send_signal(signal.SIGKILL)
        self._process.communicate()


@contextlib.contextmanager
def odd_disk(folder: Path, point: Path, *words: str) -> Iterator[Odd]:
    """Show a folder as a FUSE disk while this lasts."""
    disk = Odd(folder, point, *words)
    try:
        yield disk
    finally:
        disk.die()
        while os.path.ismount(point) or _is_dead(point):
            unmount(point)


def _is_dead(point: Path) -> bool:
    try:
        os.stat(point)
    except OSError:
        return True
    return False
