"""`python -m tests.faults.jobs --runs 300 --seed N [--beat S]`: kill, count, and print what was found."""

import argparse
import subprocess
import sys
from datetime import UTC, datetime

from tests.faults.jobs.chaos import Findings, attack


def _report(found: Findings) -> str:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    lines = [
        f"`python -m tests.faults.jobs --runs {found.runs} --seed {found.seed} --beat {found.beat_s:g}` at commit "
        f"{commit.stdout.strip()}, {datetime.now(UTC):%Y-%m-%d}, {found.seconds / 60:.1f} minutes.",
        "",
        "| killed | times | longest until a job ran again |",
        "|---|--:|--:|",
        *(f"| {phase} | {count} | {_seconds(found.longest_s.get(phase))} |" for phase, count in found.kills.items()),
        "",
        f"{found.jobs} jobs, {found.reruns} runs more than jobs, a heartbeat of {found.beat_s:g} s.",
        "",
        *(f"Not reached in {count} runs: {phase}." for phase, count in found.not_reached.items()),
        "Found wrong: " + ("nothing." if not found.wrong else ""),
        *(f"- {line}" for line in found.wrong),
    ]
    return "\n".join(lines)


def _seconds(longest: float | None) -> str:
    return "" if longest is None else f"{longest:.1f} s"


def _main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=300)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--beat", type=float, default=0.3, help="seconds between two heartbeats of a worker")
    parser.add_argument("--minutes", type=float, default=25, help="begin no further run after so long")
    parser.add_argument("--starts", action="store_true", help="start processes for suspects anew, as the product does")
    parser.add_argument("--away", type=float, default=0, help="seconds a killed PostgreSQL stays away")
    arguments = parser.parse_args()
    found = attack(
        arguments.runs,
        arguments.seed,
        arguments.beat,
        minutes=arguments.minutes,
        isolates_itself=arguments.starts,
        away_s=arguments.away,
    )
    print(_report(found))  # noqa: T201
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(_main())
