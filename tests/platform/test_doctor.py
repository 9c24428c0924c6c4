"""`matinee doctor` tells an operator what is there, and no secret."""

import subprocess
import sys
from pathlib import Path


def test_h39_doctor_shows_versions_places_and_sources_and_hides_secrets(tmp_path: Path) -> None:
    environment = {
        "PATH": "/usr/bin:/bin",
        "MATINEE_DATA_DIR": str(tmp_path / "data"),
        "MATINEE_DATABASE_URL": "postgresql://ada:Hidden-Word-9@127.0.0.1:1/films",
        "MATINEE_LOG_LEVEL": "warning",
    }
    ended = subprocess.run(
        [sys.executable, "-m", "matinee", "doctor"], env=environment, check=False, capture_output=True, text=True
    )
    assert ended.returncode == 0, ended.stderr
    assert "Hidden-Word" not in ended.stdout + ended.stderr
    assert "does not answer" in ended.stdout
    assert "18.6 (package)" in ended.stdout
    assert "not made yet" in ended.stdout
    assert "environment MATINEE_LOG_LEVEL" in ended.stdout
    assert not (tmp_path / "data").exists()
