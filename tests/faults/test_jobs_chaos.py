"""H40 for background work: workers and PostgreSQL killed at every named point, each once; nothing lost or doubled.

The same at length: `python -m tests.faults.jobs --runs 280 --seed 1` (docs/proofs/jobs-chaos.md).
"""

import subprocess
import sys

from tests.faults.jobs.chaos import PHASES


def test_h40_a_kill_at_any_point_loses_no_job_and_doubles_no_effect() -> None:
    # In a process of its own: it forks workers, which a process with threads must not.
    command = [sys.executable, "-m", "tests.faults.jobs", "--runs", str(len(PHASES)), "--seed", "1"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert "Found wrong: nothing." in ran.stdout
    for phase in PHASES:
        assert f"| {phase} | 1 | " in ran.stdout
