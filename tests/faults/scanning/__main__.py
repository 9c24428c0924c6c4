"""`python -m tests.faults.scanning --runs 200 --kills 20 --seed N [--report FILE]`: kill, count, and write down what was found."""

import argparse
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from tests.faults.scanning.chaos import Findings, attack


def _report(found: Findings, command: str) -> str:
    commit = subprocess.run(["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False)
    lines = [
        "# Scans under kill -9",
        "",
        f"`{command}` at commit {commit.stdout.strip()}, {datetime.now(UTC):%Y-%m-%d}: {found.runs} runs in "
        f"{found.seconds / 60:.0f} minutes.",
        "",
        "A library of films on two disks and one of shows. Before each run films and episodes come, are renamed (with a",
        "changed year), moved between disks, replaced in place, deleted and restored, and get NFO files; then a scan, the",
        "examination of its files or their matching again is killed with kill -9 at the named point (or PostgreSQL under",
        "it), begun again, and everything is counted.",
        "",
        "| killed | times |",
        "|---|--:|",
        *(f"| {phase} | {count} |" for phase, count in found.kills.items()),
        "",
        f"{sum(found.kills.values())} kills; in {found.survived} runs the scan was over before its point came (nothing "
        f"to hide, nothing to probe). {found.works} films and episodes in the end, {found.history} with history.",
        "",
        "Found wrong: " + ("nothing." if not found.wrong else ""),
        *(f"- {line}" for line in found.wrong),
        "",
        "Counted after each run: each file on the disk hangs on exactly one item, the same as ever, wherever it lies and",
        "whatever its name is now; nothing else is said to be there; what is away is missing with a date; no history row,",
        "state, item, version or match is lost or doubled; what libraries hold counts right; no scan is left open.",
        "",
    ]
    return "\n".join(lines)


def _main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=200)
    parser.add_argument("--kills", type=int, default=20, help="at least so many in each phase")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--report", type=Path)
    arguments = parser.parse_args()
    found = attack(arguments.runs, arguments.seed, kills=arguments.kills)
    command = f"python -m tests.faults.scanning --runs {arguments.runs} --kills {arguments.kills}"
    report = _report(found, f"{command} --seed {arguments.seed}")
    sys.stdout.write(report)
    if arguments.report:
        arguments.report.write_text(report)
    return 1 if found.wrong else 0


if __name__ == "__main__":
    sys.exit(_main())
