"""What NFO files remember of being watched is taken over once, into whom an administrator chooses."""

import datetime as dt
from uuid import uuid4

import pytest
from sqlalchemy import insert

from matinee.access.tables import account
from matinee.catalog.tables import state
from matinee.kit.clock import SystemClock
from matinee.kit.ids import new_id
from matinee.metadata import ImportedPlays, import_plays
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
            assert await import_plays(tx, chosen, SystemClock()) == expected
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
        await import_plays(tx, chosen, SystemClock())
    assert (await states(dressed, chosen))["Counted"] == (True, 9, later)
    kept = await dressed.scene.rows("select position_ms, favourite from state where play_count = 9")
    assert kept == [(5000, True)]


async def test_importing_for_nobody_writes_nothing(database, tmp_path):
    await library(database, tmp_path)
    with pytest.raises(Exception, match="account"):
        async with database.transaction() as tx:
            await import_plays(tx, uuid4(), SystemClock())
