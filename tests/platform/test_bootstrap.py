"""`make` on a machine whose Python brings little: one sentence names what to install."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).parents[2] / "scripts/bootstrap.sh"
_NEITHER = (
    '#!/bin/sh\ncase "$2" in venv|pip) echo "No module named $2" >&2; exit 1;; esac\nexec /usr/bin/python3 "$@"\n'
)


@pytest.mark.parametrize(
    ("python", "sentence"),
    [
        (_NEITHER, "This Python has neither venv nor pip: install the package 'python3-venv'"),
        ("#!/bin/sh\nexit 1\n", "Matinee needs a Python 3 (3.8 or newer) to start from: install the package 'python3'"),
    ],
)
def test_a_python_that_cannot_start_it_is_told_what_to_install(tmp_path: Path, python: str, sentence: str) -> None:
    clone, tools = tmp_path / "clone", tmp_path / "bin"
    (clone / "scripts").mkdir(parents=True)
    script = SCRIPT.read_text(encoding="utf-8")
    if python.splitlines(keepends=True)[1] == "exit 1\n":
        script = script.replace("/usr/bin/python3", "/nonexistent/python3")
    (clone / "scripts/bootstrap.sh").write_text(script, encoding="utf-8")
    shutil.copy(SCRIPT.parents[1] / "requirements-tools.lock", clone)
    tools.mkdir()
    for name in ("sh", "dirname", "rm", "cmp", "find", "head", "mkdir", "ln"):
        (tools / name).symlink_to(f"/usr/bin/{name}")
    (tools / "python3").write_text(python, encoding="utf-8")
    (tools / "python3").chmod(0o755)
    ran = subprocess.run(
        ["/bin/sh", clone / "scripts/bootstrap.sh"],
        env={"PATH": str(tools), "HOME": os.devnull}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert ran.returncode == 1
    assert sentence in ran.stderr
    assert ran.stderr.count("\n") == 1
    assert not (clone / ".tools").exists()
