"""What `matinee serve` does before anything is served: ports, links, the backup before a migration."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest

from matinee.admin.backup import backups
from matinee.preparing import steps
from matinee.preparing.__main__ import is_prepared
from matinee.serving.ports import PortTaken, bind, links
from matinee.settings import Settings, load_settings


def settings(tmp_path: Path, **environment: str) -> Settings:
    return load_settings({"MATINEE_DATA_DIR": str(tmp_path), **environment})


def test_data_is_backed_up_before_its_schema_changes(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    steps.back_up_before_migration(settings(tmp_path), database_url, said.append)
    assert said == []
    monkeypatch.setattr(steps, "head_revision", lambda: "9999")
    steps.back_up_before_migration(settings(tmp_path), database_url, said.append)
    (file,) = backups(tmp_path / "backups")
    assert str(file) in said[-1]


def test_new_data_needs_no_backup(postgres_url: str, tmp_path: Path) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("create database untouched")
    steps.back_up_before_migration(settings(tmp_path), postgres_url.replace("/postgres?", "/untouched?"), print)
    assert backups(tmp_path / "backups") == []


def test_a_taken_port_that_was_set_is_refused_and_one_that_was_not_gives_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))  # noqa: S104 - taken on all, as another server would
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is taken"):
            bind(settings(tmp_path, MATINEE_PORT=str(port)), said.append)
        monkeypatch.setattr("matinee.serving.ports.DEFAULT_PORT", port)
        bound = bind(settings(tmp_path), said.append)
    assert bound[0].getsockname()[1] > port
    assert said
    assert f"Port {port} is taken" in said[0]
    for each in bound:
        each.close()


def test_links_name_this_machine_and_the_public_address(tmp_path: Path) -> None:
    found = [each.url for each in links(settings(tmp_path, MATINEE_PUBLIC_URL="https://films.example.org/"), 8096)]
    assert found[0] == "http://localhost:8096"
    assert found[-1] == "https://films.example.org"


def test_a_database_is_prepared_once_its_schema_is_ours_and_an_account_exists(database_url: str) -> None:
    assert not is_prepared(database_url)
    with psycopg.connect(database_url) as connection:
        connection.execute(
            "insert into account (id, username, username_folded, role) values (uuidv7(), 'anna', 'anna', 'administrator')"
        )
    assert is_prepared(database_url)
    with psycopg.connect(database_url) as connection:
        connection.execute("update alembic_version set version_num = '0000'")
    assert not is_prepared(database_url)


@pytest.mark.parametrize("module", ["matinee.cli", "matinee.cli.serving", "matinee.cli.doctor"])
def test_the_supervisor_and_the_commands_do_not_read_the_application(module: str) -> None:
    look = (
        f"import sys, {module}; print(sorted({{'sqlalchemy', 'alembic', 'litestar', 'av', 'lxml'}} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True).stdout == "[]\n"


def test_the_worker_does_not_read_the_web_framework() -> None:
    """Each is memory that an idle server holds for nothing (`python -m bench startup`)."""
    unwanted = {"litestar", "uvicorn", "uvloop", "httptools", "alembic", "av", "PIL", "redis", "segno", "pygments"}
    begin = "import sys, matinee.processes.__main__ as processes; processes.leave_out_rich()"
    look = f"{begin}; import matinee.processes.worker; print(sorted({unwanted!r} & set(sys.modules)))"
    assert subprocess.run([sys.executable, "-c", look], check=True, capture_output=True, text=True).stdout == "[]\n"


def test_worker_with_a_wrong_setting_says_so_in_a_sentence(tmp_path: Path) -> None:
    environment = os.environ | {"MATINEE_DATA_DIR": str(tmp_path), "MATINEE_PORT": "abc"}
    command = [sys.executable, "-m", "matinee", "worker"]
    ran = subprocess.run(command, check=False, capture_output=True, text=True, env=environment)
    assert ran.returncode == 1
    assert ran.stderr.strip().endswith("MATINEE_PORT (environment): it must be a number from 1 to 65535.")
    assert "Traceback" not in ran.stderr


@pytest.mark.parametrize(("wanted", "code", "said"), [("", 0, ""), ("3", 3, ""), ("'not so'", 1, "not so\n")])
def test_process_that_leaves_without_its_threads_ends_as_it_wished(wanted: str, code: int, said: str) -> None:
    work = f"import sys; from matinee.processes.leaving import leave_after; leave_after(lambda: sys.exit({wanted}))"
    ran = subprocess.run([sys.executable, "-c", work], check=False, capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (code, said)
