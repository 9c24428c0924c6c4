"""`matinee library` and `matinee scan` on a real database, with what they print."""

import asyncio
import os
from pathlib import Path

import psycopg
import pytest
from sqlalchemy import text

from matinee.cli import app
from matinee.kit.db import Database
from matinee.libraries import LibraryNotFound, RootNotFound
from matinee.libraries.errors import FolderNests
from tests.scanning.scene import Scene


@pytest.fixture
def matinee(database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]):
    monkeypatch.setenv("MATINEE_DATABASE_URL", database_url)
    monkeypatch.setenv("MATINEE_DATA_DIR", str(tmp_path / "data"))

    def run(*words: str) -> str:
        app(list(words), result_action="return_value")
        return capsys.readouterr().out

    return run


@pytest.fixture
def films(tmp_path: Path) -> Path:
    folder = tmp_path / "films"
    folder.mkdir()
    return folder


def test_a_library_is_made_listed_renamed_and_switched_off(matinee, films: Path):
    assert "Films was made" in matinee("library", "create", "Films", "movies", str(films))
    assert f"{films}: unknown" in matinee("library", "list")
    assert "Cinema (movies): 0 movies" in matinee("library", "rename", "Films", "Cinema")
    assert "Cinema (movies, disabled)" in matinee("library", "disable", "Cinema")
    assert "Cinema (movies):" in matinee("library", "enable", "Cinema")


def test_a_scan_is_asked_for_by_the_same_door_as_everywhere(matinee, films: Path, database_url: str):
    matinee("library", "create", "Films", "movies", str(films))
    first, second = matinee("scan", "Films"), matinee("scan")
    assert first == second  # the second request met the waiting one
    with psycopg.connect(database_url) as connection:
        assert connection.execute("select count(*) from job where kind = 'library.scan'").fetchone() == (1,)


def test_a_folder_is_moved_only_when_that_is_really_wanted(matinee, films: Path, tmp_path: Path):
    matinee("library", "create", "Films", "movies", str(films))
    (tmp_path / "elsewhere").mkdir()
    assert "Add --really" in matinee("library", "move", "Films", str(films), str(tmp_path / "elsewhere"))
    assert str(films) in matinee("library", "list")
    assert "Moved." in matinee("library", "move", "Films", str(films), str(tmp_path / "elsewhere"), "--really")
    assert str(tmp_path / "elsewhere") in matinee("library", "list")


def test_a_library_is_deleted_only_when_that_is_really_wanted(matinee, films: Path):
    matinee("library", "create", "Films", "movies", str(films))
    (films / "Alien.mkv").write_bytes(b"x")
    assert "Add --really" in matinee("library", "delete", "Films")
    assert "Films" in matinee("library", "list")
    assert "was deleted" in matinee("library", "delete", "Films", "--really")
    assert matinee("library", "list") == ""
    assert (films / "Alien.mkv").exists()


async def _scan_all(database_url: str) -> None:
    async with Database(database_url) as database:
        async with database.reading() as tx:
            rows = (await tx.execute(text("select l.id, min(r.path), l.kind from library l join root r"
                                          " on r.library_id = l.id group by l.id"))).all()  # fmt: skip
        for library_id, path, kind in rows:
            await Scene(database, library_id, Path(os.fsdecode(path)), kind).scan()


def test_folders_come_and_go_and_what_would_go_is_told_in_numbers(
    matinee, films: Path, tmp_path: Path, database_url: str
):
    more = tmp_path / "more"
    (more / "inner").mkdir(parents=True)
    for folder, title in ((films, "Alien (1979)"), (more, "Heat (1995)"), (more, "Jaws (1975)")):
        (folder / f"{title}.mkv").write_bytes(title.encode())
    matinee("library", "create", "Films", "movies", str(films))
    assert f"{more}: unknown" in matinee("library", "add-folder", "Films", str(more))
    with pytest.raises(FolderNests):
        matinee("library", "add-folder", "Films", str(more / "inner"))
    asyncio.run(_scan_all(database_url))
    assert "3 movies, 3 files" in matinee("library", "list")
    assert f"{more} (2 files, 0 missing)" in matinee("library", "remove-folder", "Films", str(more))
    assert "3 movies, 3 files" in matinee("library", "list")
    assert "was taken away" in matinee("library", "remove-folder", "Films", str(more), "--really")
    assert "1 movies, 1 files" in matinee("library", "list")
    assert str(more) not in matinee("library", "list")
    assert (more / "Heat (1995).mkv").exists()
    with pytest.raises(RootNotFound, match="only folder"):
        matinee("library", "remove-folder", "Films", str(films), "--really")
    with pytest.raises(RootNotFound, match="has no folder"):
        matinee("library", "remove-folder", "Films", str(more))
    assert "Films holds 1 files. 1 titles go with it;" in matinee("library", "delete", "Films")


def test_an_unknown_library_is_told_with_the_remedy(matinee):
    with pytest.raises(LibraryNotFound, match="matinee library list"):
        matinee("scan", "Nowhere")
