"""B33: the disk that holds the data is full. Reading goes on, writing is refused, and it recovers alone."""

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from matinee.admin.backup import BackupFailed, BackupPlace, create_backup
from matinee.kit.postgres import DataFolderUnusable, EmbeddedPostgres
from matinee.migrations import migrate
from tests.shelf import StoppedClock

SMALL = {"max_wal_size": "64MB", "min_wal_size": "32MB", "shared_buffers": "16MB"}


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """Lend a file system of 220 MB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=220m", "none", folder], check=False).returncode != 0:
        pytest.skip("mounting is not allowed here")
    yield folder
    subprocess.run(["umount", "--lazy", folder], check=True)


def fill(folder: Path) -> Path:
    """Leave not a byte."""
    ballast = folder / "ballast"
    handle = os.open(ballast, os.O_WRONLY | os.O_CREAT)
    try:
        for size in (1 << 20, 4096, 1):
            while True:
                try:
                    os.write(handle, b"\0" * size)
                except OSError:
                    break
    finally:
        os.close(handle)
    return ballast


def test_b33_reads_go_on_writes_are_refused_and_it_recovers_alone(small_disk: Path) -> None:
    with (
        EmbeddedPostgres(small_disk / "data", options=SMALL) as server,
        psycopg.connect(server.url, autocommit=True) as connection,
    ):
        connection.execute("create table kept as select 7 as n")
        connection.execute("create table big (t text)")
        ballast = fill(small_disk)
        with pytest.raises(psycopg.Error, match="No space left on device"):
            connection.execute("insert into big select repeat(md5(n::text), 50) from generate_series(1, 200000) n")
        assert connection.execute("select n from kept").fetchone() == (7,)
        ballast.unlink()
        connection.execute("insert into big values ('again')")
        assert connection.execute("select count(*) from big").fetchone() == (1,)


async def test_b33_a_backup_without_room_leaves_nothing_half_written(small_disk: Path, database_url: str) -> None:
    place = BackupPlace(small_disk / "data", small_disk / "backups", 7)
    place.data_dir.mkdir()
    place.folder.mkdir()
    ballast = fill(small_disk)
    with pytest.raises(BackupFailed):
        await create_backup(database_url, place, StoppedClock())
    assert list(place.folder.iterdir()) == []
    ballast.unlink()
    assert (await create_backup(database_url, place, StoppedClock())).stat().st_size > 0


def test_b33_a_start_without_room_is_told_and_works_once_there_is(small_disk: Path) -> None:
    ballast = fill(small_disk)
    with pytest.raises(DataFolderUnusable, match=r"No space left|disk is full"):
        EmbeddedPostgres(small_disk / "data").start()
    assert not list(small_disk.glob("data/postgres/runtime/.*"))
    ballast.unlink()
    with EmbeddedPostgres(small_disk / "data", options=SMALL) as server:
        migrate(server.url)
