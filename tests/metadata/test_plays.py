"""What NFO files remember of being watched is taken over once, into whom an administrator chooses."""

import asyncio
import datetime as dt
from uuid import uuid4

import pytest
from sqlalchemy import insert, update

from matinee.access import SYSTEM, Permission, Viewer
from matinee.access.errors import UserNotFound
from matinee.access.tables import account
from matinee.catalog.tables import state
from matinee.cli import app
from matinee.kit.clock import SystemClock
from matinee.kit.ids import new_id
from matinee.metadata import ImportedPlays, TakenBack, import_plays, undo_import
from matinee.metadata.errors import NothingImported
from matinee.metadata.plays import Marks, try_import
from tests.metadata.dressed import Dressed, nfo
from tests.scanning.scene import make_scene

PLAYED = "2020-01-02 20:00:00"


async def library(database, tmp_path) -> Dressed:
    dressed = Dressed(await make_scene(database, tmp_path / "m"))
    for title, said in {
        "Counted": {"playcount": 3, "lastplayed": PLAYED},
        "Marked": {"watched": "true"},
        "Unseen": {"playcount": 0, "watched": "false"},
    }.items():
        dressed.scene.put(f"{title} (2001)/{title} (2001).mkv")
        dressed.scene.put(f"{title} (2001)/movie.nfo", nfo("movie", title=title, **said))
    await dressed.scan()
    return dressed


async def person(database):
    person_id = new_id()
    async with database.transaction() as tx:
        name = f"user-{person_id.hex}"
        await tx.execute(insert(account).values(id=person_id, username=name, username_folded=name, role="member"))
    return person_id


async def states(dressed, person_id) -> dict[str, tuple]:
    rows = await dressed.scene.rows(
        "select i.title, s.watched, s.play_count, s.last_played_at from state s join item i on i.id = s.entity_id "
        "where s.account_id = :person",
        person=person_id,
    )
    return {row[0]: row[1:] for row in rows}


async def test_plays_are_imported_into_one_person_and_a_second_import_adds_nothing(database, tmp_path):
    dressed = await library(database, tmp_path)
    chosen, other = await person(database), await person(database)
    for expected in (ImportedPlays(2, 0), ImportedPlays(0, 2)):
        async with database.transaction() as tx:
            assert await import_plays(tx, SYSTEM, chosen, SystemClock()) == expected
    played = dt.datetime(2020, 1, 2, 20, tzinfo=dt.UTC)
    assert await states(dressed, chosen) == {"Counted": (True, 3, played), "Marked": (True, 1, None)}
    assert await states(dressed, other) == {}
    plays = await dressed.scene.rows("select title, origin, completed, account_id from play order by title")
    assert plays == [("Counted", "import", True, chosen), ("Marked", "import", True, chosen)]


async def test_an_import_takes_nothing_from_what_the_person_did_here(database, tmp_path):
    dressed = await library(database, tmp_path)
    chosen = await person(database)
    [counted] = [row[0] for row in await dressed.scene.rows("select id from item where title = 'Counted'")]
    later = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    async with database.transaction() as tx:
        mine = {"watched": False, "play_count": 9, "position_ms": 5000, "last_played_at": later, "favourite": True}
        await tx.execute(insert(state).values(account_id=chosen, entity_id=counted, **mine))
        await import_plays(tx, SYSTEM, chosen, SystemClock())
    assert (await states(dressed, chosen))["Counted"] == (True, 9, later)
    kept = await dressed.scene.rows("select position_ms, favourite from state where play_count = 9")
    assert kept == [(5000, True)]


async def test_importing_for_nobody_writes_nothing(database, tmp_path):
    await library(database, tmp_path)
    with pytest.raises(Exception, match="account"):
        async with database.transaction() as tx:
            await import_plays(tx, SYSTEM, uuid4(), SystemClock())


async def test_an_import_is_taken_back_but_for_what_was_watched_since_and_can_be_made_again(database, tmp_path):
    dressed = await library(database, tmp_path)
    chosen = await person(database)
    [marked] = [row[0] for row in await dressed.scene.rows("select id from item where title = 'Marked'")]
    async with database.transaction() as tx:
        await import_plays(tx, SYSTEM, chosen, SystemClock())
        await tx.execute(update(state).where(state.c.entity_id == marked).values(play_count=2))
    async with database.transaction() as tx:
        assert await undo_import(tx, chosen, SystemClock()) == TakenBack(taken_back=1, kept=1)
    assert await states(dressed, chosen) == {"Counted": (False, 0, None), "Marked": (True, 2, None)}
    assert await dressed.scene.rows("select title from play") == [("Marked",)]
    async with database.transaction() as tx:
        with pytest.raises(NothingImported):
            await undo_import(tx, chosen, SystemClock())
        assert await import_plays(tx, SYSTEM, chosen, SystemClock()) == ImportedPlays(1, 1)


async def test_the_command_line_imports_into_a_person_and_takes_that_back(
    database, database_url, tmp_path, monkeypatch, capsys
):
    dressed = await library(database, tmp_path)
    chosen = await person(database)
    monkeypatch.setenv("MATINEE_DATABASE_URL", database_url)
    monkeypatch.setenv("MATINEE_DATA_DIR", str(tmp_path / "data"))

    async def matinee(*words: str) -> str:
        await asyncio.to_thread(app, list(words), result_action="return_value")
        return capsys.readouterr().out

    assert "2 titles were taken over; 0 were before." in await matinee("user", "import-plays", f"user-{chosen.hex}")
    assert set(await states(dressed, chosen)) == {"Counted", "Marked"}
    assert "2 titles are as they were; 0 were" in await matinee("user", "undo-import", f"user-{chosen.hex}")
    assert {each[0] for each in (await states(dressed, chosen)).values()} == {False}
    noted = await dressed.scene.rows("select action from journal where target_id = :id order by id", id=chosen)
    assert [row[0] for row in noted] == ["plays.imported", "plays.import_undone"]
    with pytest.raises(UserNotFound):
        await matinee("user", "undo-import", "nobody")


async def test_a_trial_says_what_an_import_would_do_and_changes_nothing(database, tmp_path):
    dressed = await library(database, tmp_path)
    chosen = await person(database)
    [counted] = [row[0] for row in await dressed.scene.rows("select id from item where title = 'Counted'")]
    later = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    async with database.transaction() as tx:
        await tx.execute(insert(state).values(account_id=chosen, entity_id=counted, play_count=9, last_played_at=later))
        first = await try_import(tx, SYSTEM, chosen, 1, None)
        second = await try_import(tx, SYSTEM, chosen, 1, first.next_cursor)
    assert [(each.title, each.before, each.after) for each in (*first.items, *second.items)] == [
        ("Counted", Marks(False, 9, later), Marks(True, 9, later)),
        ("Marked", Marks(False, 0, None), Marks(True, 1, None)),
    ]
    assert (first.to_import, first.already, first.last_import, second.next_cursor) == (2, 0, None, None)
    assert await dressed.scene.rows("select 1 from play") == []
    async with database.transaction() as tx:
        await import_plays(tx, SYSTEM, chosen, SystemClock())
        done = await try_import(tx, SYSTEM, chosen, 50, None)
    assert (done.items, done.to_import, done.already) == ([], 0, 2)
    assert done.last_import is not None
    assert done.last_import.titles == 2


async def test_h22_who_sees_no_library_neither_tries_nor_imports_its_plays(database, tmp_path):
    await library(database, tmp_path)
    chosen = await person(database)
    key = Viewer(user_id=None, permissions=frozenset(Permission), library_ids=frozenset({new_id()}))
    async with database.transaction() as tx:
        tried = await try_import(tx, key, chosen, 50, None)
        assert (tried.items, tried.to_import, tried.already) == ([], 0, 0)
        assert await import_plays(tx, key, chosen, SystemClock()) == ImportedPlays(0, 0)
