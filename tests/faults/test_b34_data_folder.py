"""B34: a data folder that is read-only, someone else's, or out of reach; and who PostgreSQL runs as."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from matinee.kit.postgres import DataFolderUnusable, EmbeddedPostgres
from matinee.kit.postgres import identity as identities

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="becomes other users, which only root may")

NAMELESS = 54321
NOBODY = 65534
START = """
import sys, psycopg
from pathlib import Path
from matinee.kit.postgres import DatabaseRefused, EmbeddedPostgres
try:
    with EmbeddedPostgres(Path(sys.argv[1]), durable=False) as server:
        print(psycopg.connect(server.url).execute("select current_user").fetchone()[0])
except DatabaseRefused as refused:
    print(refused.detail)
"""


@pytest.fixture
def open_folder() -> Iterator[Path]:
    """Lend a folder that every user can reach and write."""
    folder = Path("/var/tmp") / f"matinee-b34-{os.getpid()}"
    folder.mkdir()
    folder.chmod(0o777)
    yield folder
    shutil.rmtree(folder)


def start_as(uid: int, data_dir: Path) -> str:
    """Start a server as another user; give what it said.

    It may read everything (and no more): this checkout and its Python may lie below a private folder.
    """
    may_read = ["--inh-caps=+dac_read_search", "--ambient-caps=+dac_read_search"]
    command = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups", *may_read, sys.executable]
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(Path(__file__).parents[2] / "src")}
    ended = subprocess.run([*command, "-c", START, data_dir], env=environment, check=False, cwd="/",
                           capture_output=True, text=True)  # fmt: skip
    return ended.stdout + ended.stderr


@pytest.mark.parametrize("uid", [NOBODY, NAMELESS])
def test_b34_a_user_without_rights_or_without_a_name_has_a_database(uid: int, open_folder: Path) -> None:
    assert start_as(uid, open_folder / "data").strip() == "matinee"
    assert (open_folder / "data").stat().st_uid == uid


def test_b34_someone_elses_data_is_named_with_both_users(open_folder: Path) -> None:
    data_dir = open_folder / "data"
    with EmbeddedPostgres(data_dir, durable=False):
        pass
    data_dir.chmod(0o755)
    said = start_as(NOBODY, data_dir)
    assert str(data_dir) in said
    assert "Traceback" not in said


def test_b34_root_runs_it_below_a_private_folder_and_changes_no_right(tmp_path: Path) -> None:
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    with EmbeddedPostgres(private / "matinee", durable=False) as server:
        assert server.pid is not None
        assert Path(f"/proc/{server.pid}/status").read_text().split("CapEff:\t")[1].startswith("0000000000000000")
    assert private.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize("uid", [NOBODY, NAMELESS])
def test_b34_root_runs_it_as_the_owner_of_the_data_folder(uid: int, open_folder: Path) -> None:
    data_dir = open_folder / "data"
    data_dir.mkdir(mode=0o700)
    os.chown(data_dir, uid, uid)
    with EmbeddedPostgres(data_dir, durable=False):
        pass
    assert (data_dir / "postgres" / "data" / "PG_VERSION").stat().st_uid == uid
    assert start_as(uid, data_dir).strip() == "matinee"


def test_b34_where_the_kernel_refuses_a_namespace_the_hindering_folder_is_named(
    tmp_path: Path, open_folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(identities.Identity, "is_allowed", False)
    private = tmp_path / "private"
    private.mkdir(mode=0o700)
    with pytest.raises(DataFolderUnusable, match=r"cannot pass through /.*MATINEE_DATA_DIR"):
        EmbeddedPostgres(private / "matinee").start()
    assert private.stat().st_mode & 0o777 == 0o700
    (open_folder / "data").mkdir(mode=0o755)
    with EmbeddedPostgres(open_folder / "data", durable=False):
        pass
    assert (open_folder / "data/postgres").stat().st_uid != 0


def test_b34_a_read_only_file_system_is_named(tmp_path: Path) -> None:
    folder = tmp_path / "mounted"
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "ro,size=1m", "none", folder], check=False)
    if mounted.returncode != 0:
        pytest.skip("mounting is not allowed here")
    try:
        with pytest.raises(DataFolderUnusable, match=rf"{folder} .*read-only"):
            EmbeddedPostgres(folder).start()
        with pytest.raises(DataFolderUnusable, match=r"read-only"):
            EmbeddedPostgres(folder / "matinee").start()
    finally:
        subprocess.run(["umount", "--lazy", folder], check=True)
