"""`python -m tests.faults.jobs --runs 300 --seed N [--report FILE]`: kill, count, and write down what was found."""

import argparse
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.jobs.chaos import BEAT_S, Findings, attack


def _report(found: Findings) -> str:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    lines = [
        "# Jobs under kill -9",
        "",
        f"`python -m tests.faults.jobs --runs {found.runs} --seed {found.seed}` at commit {commit.stdout.strip()}, "
        f"{datetime.now(UTC):%Y-%m-%d}, {found.seconds / 60:.0f} minutes.",
        "",
        "Two workers and a stream of jobs on one PostgreSQL (commits waited for). In each run one process is killed",
        "with kill -9 at the named point, or at a random time; then everything is counted.",
        "",
        "| killed | times |",
        "|---|--:|",
        *(f"| {phase} | {count} |" for phase, count in found.kills.items()),
        "",
        f"{found.jobs} jobs, of them run again after a death: {found.reruns}. Longest from request to end, with a",
        f"heartbeat of {BEAT_S} s and death declared after five still looks: {found.longest_s:.1f} s.",
        "",
        "Found wrong: " + ("nothing." if not found.wrong else ""),
        *(f"- {line}" for line in found.wrong),
        "",
        "Counted: every job completed, none gone, none doubled; effects that commit with their job's end exactly once,",
        "effects of other jobs as those of one run; jobs with one serial key never together; no attempt used by a death.",
        "",
    ]
    return "\n".join(lines)


def _main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    found = attack(arguments.runs, arguments.seed)
    text = _report(found)
    print(text)  # noqa: T201
    if arguments.report:
        arguments.report.write_text(text)
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(_main())
