"""Lock files say what is installed and prove it by hashes; where it comes from is each machine's own matter."""

from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
LOCKS = [*ROOT.glob("requirements*.lock"), ROOT / "web/package-lock.json", *ROOT.glob("tests/*/package-lock.json")]


@pytest.mark.parametrize("path", LOCKS, ids=lambda path: str(path.relative_to(ROOT)))
def test_a_lock_file_carries_no_address(path: Path) -> None:
    assert "://" not in path.read_text(), "run scripts/npm_locks.py, or make lock"
