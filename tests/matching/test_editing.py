"""A person edits what is said of a title: what follows from it follows at once, and goes back with it."""

import asyncio
from uuid import UUID

from sqlalchemy import text

from matinee.catalog import load_items
from matinee.catalog.describing import Description, describe
from matinee.catalog.editing import ItemChanges, edit
from tests.matching.conftest import House, house, person
from tests.shelf import PlainTags

DARK = [f"Dark/Season 1/Dark S01E0{number}.mkv" for number in (1, 2, 3)]


async def ages(home: House) -> dict[tuple[str, int | None], int | None]:
    rows = await home.scene.rows("select kind, episode_number, minimum_age from item where kind <> 'movie'")
    return {(kind, number): age for kind, number, age in rows}


async def child_sees(home: House, item_id: UUID) -> bool:
    child = await person(home.scene.database)
    viewer = type(child)(user_id=child.user_id, permissions=child.permissions, all_libraries=True, maximum_age=12)
    async with home.scene.database.reading() as tx:
        return bool(await load_items(tx, viewer, PlainTags(), [item_id]))


async def test_h23_a_certificate_that_a_person_sets_brings_its_age_to_all_below_and_undo_takes_it_back(database, media):
    home = await house(database, media, "shows", *DARK)
    series, episodes = await home.item("Dark"), await home.scene.rows("select id from item where kind = 'episode'")
    await home.do(edit, episodes[0][0], ItemChanges(certificate="TV-Y"))
    before = await ages(home)
    recorded = await home.do(edit, series, ItemChanges(certificate="TV-MA"))
    assert sorted((await ages(home)).values()) == [0, 17, 17, 17, 17]
    assert not await child_sees(home, series)
    assert not await child_sees(home, episodes[1][0])
    assert await child_sees(home, episodes[0][0]), "an episode with a certificate of its own keeps it"
    await home.undo(recorded)
    assert await ages(home) == before
    assert await child_sees(home, series)


async def test_h23_a_cleared_certificate_asks_for_what_stands_above_and_an_age_set_by_hand_stays(database, media):
    home = await house(database, media, "shows", *DARK)
    series = await home.item("Dark")
    first, second, third = [
        row[0] for row in await home.scene.rows("select id from item where kind = 'episode' order by episode_number")
    ]
    await home.do(edit, first, ItemChanges(certificate="TV-MA"))
    await home.do(edit, second, ItemChanges(minimum_age=6))
    await home.do(edit, series, ItemChanges(certificate="TV-14"))
    await home.do(edit, first, ItemChanges(certificate=None))
    found = await ages(home)
    assert [found["episode", number] for number in (1, 2, 3)] == [14, 6, 14]
    await home.do(edit, series, ItemChanges(minimum_age=18))
    await home.do(edit, series, ItemChanges(certificate="TV-Y"))
    found = await ages(home)
    assert found["series", None] == 18
    assert [found["episode", number] for number in (1, 2, 3)] == [18, 6, 18]
    assert not await child_sees(home, third)


async def test_a_genre_that_an_edit_and_a_refresh_make_at_once_is_one(database, media):
    home = await house(database, media, "movies", *[f"Film {n} (2000)/Film {n} (2000).mkv" for n in range(4)])
    ids = [row[0] for row in await home.scene.rows("select id from item order by id")]

    async def refreshed(item_id: UUID) -> None:
        async with database.transaction() as tx:
            await describe(tx, {item_id: Description(genres=("Science Fiction",))})

    async def edited(item_id: UUID) -> None:
        await home.do(edit, item_id, ItemChanges(genres=["science  fiction", "  "]))

    await asyncio.gather(refreshed(ids[0]), edited(ids[1]), refreshed(ids[2]), edited(ids[3]))
    assert await home.scene.one("select count(*) from genre") == 1
    assert await home.scene.one("select count(*) from item_genre") == 4


async def test_an_edit_that_changes_nothing_is_no_change(database, media):
    home = await house(database, media, "movies", "Heat (1995)/Heat (1995).mkv")
    heat = await home.item("Heat")
    await home.do(edit, heat, ItemChanges(certificate="R"))
    again = await home.do(edit, heat, ItemChanges(certificate="R"))
    assert again.id is None
    async with database.reading() as tx:
        assert (await tx.execute(text("select minimum_age from item where id = :id"), {"id": heat})).scalar_one() == 17
