"""What `matinee serve` does before anything is served: ports, links, the backup before a migration."""

import socket
from pathlib import Path

import psycopg
import pytest

from matinee import supervisor
from matinee.admin.backup import backups
from matinee.ports import PortTaken, bind, links
from matinee.settings import Settings, load_settings


def settings(tmp_path: Path, **environment: str) -> Settings:
    return load_settings({"MATINEE_DATA_DIR": str(tmp_path), **environment})


def test_data_is_backed_up_before_its_schema_changes(
    database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    supervisor._back_up_before_migration(settings(tmp_path), database_url, said.append)
    assert said == []
    monkeypatch.setattr(supervisor, "head_revision", lambda: "9999")
    supervisor._back_up_before_migration(settings(tmp_path), database_url, said.append)
    (file,) = backups(tmp_path / "backups")
    assert str(file) in said[-1]


def test_new_data_needs_no_backup(postgres_url: str, tmp_path: Path) -> None:
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("create database untouched")
    supervisor._back_up_before_migration(settings(tmp_path), postgres_url.replace("/postgres?", "/untouched?"), print)
    assert backups(tmp_path / "backups") == []


def test_a_taken_port_that_was_set_is_refused_and_one_that_was_not_gives_way(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    said: list[str] = []
    with socket.socket() as other:
        other.bind(("0.0.0.0", 0))  # noqa: S104
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(PortTaken, match=f"Port {port} is taken"):
            bind(settings(tmp_path, MATINEE_PORT=str(port)), said.append)
        monkeypatch.setattr("matinee.ports.DEFAULT_PORT", port)
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
