"""The first administrator without the link: by the environment, and from the console; and the console's other acts."""

import os
import subprocess
import sys
from pathlib import Path

import httpx
import pytest

from tests.server import PASSWORD, Server, serving


def user(data: Path, *arguments: str, typed: str = "") -> tuple[int, str]:
    """Run `matinee user …` on a data folder; give how it ended and what it said."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MATINEE_")}
    done = subprocess.run(
        [sys.executable, "-m", "matinee", "user", *arguments],
        input=typed,
        capture_output=True,
        text=True,
        env=environment | {"MATINEE_DATA_DIR": str(data)},
        timeout=120,
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def log_in(server: Server, username: str, password: str = PASSWORD) -> httpx.Response:
    with server.client() as client:
        return client.post("/auth/login", json={"username": username, "password": password})


def test_the_environment_names_the_first_administrator_and_the_console_helps(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = {"MATINEE_ADMIN_USERNAME": "anna", "MATINEE_ADMIN_PASSWORD": PASSWORD}
    with serving(tmp_path / "data", names) as server:
        assert "token=" not in server.output
        assert PASSWORD not in server.output
        assert log_in(server, "anna").json()["user"]["role"] == "administrator"
        data = server.data
        assert user(data, "create", "ben", typed=f"{PASSWORD}\n") == (0, "ben can sign in now (member).\n")
        with server.log_in("ben") as ben:
            assert user(data, "reset-password", "BEN", typed="a new password\n")[0] == 0
            assert ben.get("/me").status_code == 401
        assert log_in(server, "ben", "a new password").status_code == 200
        code, said = user(data, "disable", "anna")
        assert (code, "last administrator" in said, "Traceback" in said) == (1, True, False)


def test_the_console_makes_the_first_administrator_before_the_first_start(tmp_path: Path) -> None:
    data = tmp_path / "data"
    data.mkdir()
    assert user(data, "create", "anna", "--admin", typed=f"{PASSWORD}\n") == (
        0,
        "anna can sign in now (administrator).\n",
    )
    with serving(data) as server:
        assert "token=" not in server.output
        assert log_in(server, "anna").json()["user"]["all_libraries"] is True
