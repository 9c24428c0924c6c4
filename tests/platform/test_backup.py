"""Backups: one file, restored into an empty place with everything in it, or refused before any write."""

import os
import subprocess
import sys
import tarfile
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path

import msgspec
import psycopg
import pytest

from matinee.access.policy import Role
from matinee.admin.backup import (
    BackupFailed,
    BackupPlace,
    BackupUnreadable,
    NightlyPlan,
    TargetNotEmpty,
    backups,
    create_backup,
    restore_backup,
)
from matinee.admin.backup.jobs import is_due
from matinee.kit.db import Database
from matinee.kit.postgres import EmbeddedPostgres
from matinee.migrations import migrate
from tests.shelf import Shelf, StoppedClock


def contents(url: str) -> dict[str, list[str]]:
    """Give every row of every table, as text."""
    with psycopg.connect(url) as connection:
        names = connection.execute(
            "select table_name from information_schema.tables"
            " where table_schema = 'public' and table_type = 'BASE TABLE'"
        ).fetchall()
        return {
            name: sorted(row[0] for row in connection.execute(f'select t::text from "{name}" t').fetchall())
            for (name,) in names
        }


@pytest.fixture
def empty_url(postgres_url: str) -> Iterator[str]:
    """Lend an empty database."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("create database restored")
    yield postgres_url.replace("/postgres?", "/restored?")
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("drop database restored with (force)")


@pytest.fixture
def place(tmp_path: Path) -> BackupPlace:
    (tmp_path / "data").mkdir()
    return BackupPlace(tmp_path / "data", tmp_path / "backups", 7)


@pytest.fixture
async def backup(database: Database, place: BackupPlace) -> Path:
    """Lend a backup of a small library with an account."""
    async with database.transaction() as tx:
        shelf = Shelf(tx)
        library = await shelf.library("Films")
        await shelf.viewer(library, role=Role.MEMBER)
        await shelf.movie("Metropolis", library)
    return await create_backup(database.url, place, StoppedClock())


async def test_a_restored_database_holds_the_same_rows_in_every_table(
    backup: Path, database: Database, empty_url: str, tmp_path: Path
) -> None:
    manifest = await restore_backup(backup, empty_url, tmp_path)
    before = contents(database.url)
    assert contents(empty_url) == before
    assert before["item"]
    assert before["account"]
    assert manifest.schema_revision in backup.name
    assert migrate(empty_url) is False


async def test_a_backup_is_its_owners_only_and_holds_no_password(
    database: Database, place: BackupPlace, empty_url: str, tmp_path: Path
) -> None:
    (place.data_dir / "matinee.toml").write_text('port = 9000\nadmin_password = "open sesame"\n')
    file = await create_backup(database.url, place, StoppedClock())
    assert file.stat().st_mode & 0o077 == 0
    assert b"sesame" not in file.read_bytes()
    await restore_backup(file, empty_url, tmp_path)
    assert "port = 9000" in (tmp_path / "matinee.toml").read_text()


def rewritten(file: Path, change: Callable[[str, bytes], tuple[str, bytes]], extra: tarfile.TarInfo | None) -> None:
    with tarfile.open(file) as archive:
        members = [(each.name, archive.extractfile(each).read()) for each in archive.getmembers()]  # type: ignore[union-attr]
    with tarfile.open(file, "w") as archive:
        for name, content in members:
            new_name, new_content = change(name, content)
            info = tarfile.TarInfo(new_name)
            info.size = len(new_content)
            archive.addfile(info, BytesIO(new_content))
        if extra is not None:
            archive.addfile(extra)


def link() -> tarfile.TarInfo:
    info = tarfile.TarInfo("settings.toml")
    info.type, info.linkname = tarfile.SYMTYPE, "/etc/passwd"
    return info


def foreign(name: str, content: bytes) -> tuple[str, bytes]:
    if name != "manifest.json":
        return name, content
    return name, msgspec.json.encode(msgspec.json.decode(content) | {"schema_revision": "9999"})


def flip(name: str, content: bytes) -> tuple[str, bytes]:
    middle = len(content) // 2
    flipped = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
    return name, flipped if name == "database.dump" else content


DAMAGE: dict[str, Callable[[Path], object]] = {
    "cut in half": lambda file: os.truncate(file, file.stat().st_size // 2),
    "empty": lambda file: os.truncate(file, 0),
    "not a tar": lambda file: file.write_bytes(b"MZ" * 4096),
    "path out of it": lambda file: rewritten(file, lambda name, content: (name, content), tarfile.TarInfo("../../x")),
    "link": lambda file: rewritten(file, lambda name, content: (name, content), link()),
    "foreign schema": lambda file: rewritten(file, foreign, None),
    "flipped": lambda file: rewritten(file, flip, None),
}


@pytest.mark.parametrize("damage", DAMAGE)
async def test_h38_what_is_not_a_whole_backup_changes_nothing(
    damage: str, backup: Path, empty_url: str, tmp_path: Path
) -> None:
    DAMAGE[damage](backup)
    with pytest.raises(BackupUnreadable):
        await restore_backup(backup, empty_url, tmp_path)
    assert contents(empty_url) == {}
    assert not (tmp_path / "matinee.toml").exists()


async def test_a_running_database_is_never_overwritten(backup: Path, database: Database, tmp_path: Path) -> None:
    before = contents(database.url)
    with pytest.raises(TargetNotEmpty):
        await restore_backup(backup, database.url, tmp_path)
    assert contents(database.url) == before


async def test_the_newest_are_kept(database: Database, place: BackupPlace) -> None:
    clock = StoppedClock()
    few = BackupPlace(place.data_dir, place.folder, 2)
    made = []
    for _ in range(4):
        made.append(await create_backup(database.url, few, clock))
        clock.pass_(days=1)
    assert sorted(backups(place.folder)) == made[2:]
    assert {each.name for each in place.folder.iterdir()} == {each.name for each in made[2:]}


async def test_without_a_fitting_pg_dump_it_says_what_to_install(
    database: Database, place: BackupPlace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matinee.admin.backup.programs.all_binaries", lambda _runtime: [])
    with pytest.raises(BackupFailed, match="no pg_dump of that version or newer"):
        await create_backup(database.url, place, StoppedClock())


def test_the_nightly_backup_comes_at_its_hour_and_is_made_up_for_when_missed(place: BackupPlace) -> None:
    plan = NightlyPlan(enabled=True, hour=3, place=place)
    night = datetime(2026, 5, 2, 3, 20, tzinfo=UTC)
    assert is_due(plan, None, night)
    assert is_due(plan, night - timedelta(hours=24), night)
    assert not is_due(plan, night - timedelta(minutes=15), night)
    assert not is_due(plan, night - timedelta(hours=12), night + timedelta(hours=5))
    assert is_due(plan, night - timedelta(hours=40), night + timedelta(hours=5))
    assert not is_due(NightlyPlan(enabled=False, hour=3, place=place), None, night)


def run_matinee(data_dir: Path, *arguments: str | Path, database: str = "") -> subprocess.CompletedProcess[str]:
    environment = {"PATH": "/usr/bin:/bin", "HOME": "/nonexistent", "MATINEE_DATA_DIR": str(data_dir)}
    if database:
        environment["MATINEE_DATABASE_URL"] = database
    return subprocess.run(
        [sys.executable, "-m", "matinee", *arguments], env=environment, check=False, capture_output=True, text=True
    )


def test_the_commands_carry_a_server_into_an_empty_folder(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "old", durable=False) as server:
        migrate(server.url)
        with psycopg.connect(server.url) as connection:
            connection.execute("insert into server (id) values (gen_random_uuid())")
        before = contents(server.url)
        made = run_matinee(tmp_path / "old", "backup", "create")
        assert made.returncode == 0, made.stderr
        (file,) = backups(tmp_path / "old" / "backups")
        refused = run_matinee(tmp_path / "old", "backup", "restore", file)
        assert refused.returncode == 1
        assert "already runs on" in refused.stderr
        assert contents(server.url) == before
    restored = run_matinee(tmp_path / "new", "backup", "restore", file)
    assert restored.returncode == 0, restored.stderr
    with EmbeddedPostgres(tmp_path / "new", durable=False) as server:
        assert contents(server.url) == before


@pytest.fixture
def empty_database_url(postgres_url: str) -> Iterator[str]:
    """Lend the URL of a database that nobody has migrated."""
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute("create database restored_into")
        yield postgres_url.replace("/postgres?", "/restored_into?")
        connection.execute("drop database restored_into with (force)")


def test_the_commands_carry_an_external_database_into_an_empty_one(
    database_url: str, empty_database_url: str, tmp_path: Path
) -> None:
    with psycopg.connect(database_url) as connection:
        connection.execute("insert into server (id) values (gen_random_uuid())")
    before = contents(database_url)
    made = run_matinee(tmp_path / "old", "backup", "create", database=database_url)
    assert made.returncode == 0, made.stderr
    (file,) = backups(tmp_path / "old" / "backups")
    refused = run_matinee(tmp_path / "old", "backup", "restore", file, database=database_url)
    assert (refused.returncode, "Traceback" in refused.stderr) == (1, False), refused.stderr
    assert contents(database_url) == before
    restored = run_matinee(tmp_path / "new", "backup", "restore", file, database=empty_database_url)
    assert restored.returncode == 0, restored.stderr
    assert contents(empty_database_url) == before
