"""H23: a title of which somebody may know the age is kept from viewers with a limit until all were asked."""

from uuid import UUID

from sqlalchemy import text

from matinee.access.policy import PERMISSIONS_OF, SYSTEM, Role, Viewer
from matinee.catalog import load_items
from matinee.kit.db import Database
from matinee.scanning import request_scan
from tests.metadata.dressed import Dressed, nfo
from tests.scanning.scene import make_scene
from tests.shelf import PlainTags

CHILD = Viewer(user_id=None, permissions=PERMISSIONS_OF[Role.MEMBER], all_libraries=True, maximum_age=12)
"""Sees what has no rating, as accounts do unless that is switched off."""


async def seen(database: Database, viewer: Viewer) -> dict[str, int | None]:
    async with database.reading() as tx:
        ids: list[UUID] = list((await tx.execute(text("select id from item"))).scalars())
        return {each.title: each.minimum_age for each in await load_items(tx, viewer, PlainTags(), ids)}


async def only_scanned(dressed: Dressed) -> None:
    """Scan, and leave what the scan asked for waiting."""
    async with dressed.scene.database.transaction() as tx:
        await request_scan(tx, SYSTEM, dressed.scene.library_id)
    await dressed.worker.run_waiting(most=1)


async def test_h23_a_new_film_with_an_nfo_is_seen_by_a_child_only_when_its_age_is_known_to_suit(database, tmp_path):
    dressed = Dressed(await make_scene(database, tmp_path / "m"))
    for title, mpaa in (("Cannibals", "R"), ("Rabbits", "G"), ("Unsaid", "")):
        dressed.scene.put(f"{title} (2001)/{title} (2001).mkv")
        dressed.scene.put(f"{title} (2001)/movie.nfo", nfo("movie", title=title, mpaa=mpaa))
    dressed.scene.put("Bare (2001)/Bare (2001).mkv")
    await only_scanned(dressed)
    assert await seen(database, CHILD) == {"Bare": None}, "nobody has anything to say of it: it is unrated"
    assert await seen(database, SYSTEM) == dict.fromkeys(["Bare", "Cannibals", "Rabbits", "Unsaid"])
    ages = await dressed.scene.rows("select payload ->> 'title', minimum_age from outbox where name = 'movie.added'")
    assert {title for title, age in ages if age is None or age <= 12} == {"Bare"}, "nor is it announced to a child"
    await dressed.run()
    assert await seen(database, CHILD) == {"Bare": None, "Rabbits": 0, "Unsaid": None}


async def test_h23_a_new_series_and_its_episodes_wait_for_the_series_nfo(database, tmp_path):
    dressed = Dressed(await make_scene(database, tmp_path / "s", "shows"))
    dressed.scene.put("Grim/Grim S01E01.mkv")
    dressed.scene.put("Grim/tvshow.nfo", nfo("tvshow", title="Grim", mpaa="TV-MA"))
    dressed.scene.put("Mild/Mild S01E01.mkv")
    dressed.scene.put("Mild/tvshow.nfo", nfo("tvshow", title="Mild", plot="So."))
    await only_scanned(dressed)
    assert await seen(database, CHILD) == {}
    await dressed.run()
    assert set(await seen(database, CHILD)) == {"Mild", "Season 1", "Episode 1"}
    dressed.scene.put("Grim/Grim S01E02.mkv")
    await only_scanned(dressed)
    ages = await dressed.scene.rows("select minimum_age from outbox where name = 'episode.added' order by id")
    assert ages[-1] == (17,), "a new episode is announced to those of the series' age"


async def test_h23_a_film_that_is_a_question_stays_unrated_not_hidden_for_ever(database, tmp_path):
    dressed = Dressed(await make_scene(database, tmp_path / "m"))
    dressed.scene.put("Alien (1979)/Alien (1979).mkv")
    dressed.scene.put("Alien (1979)/movie.nfo", nfo("movie", title="Bambi", year=1942))
    await dressed.scan()
    assert await seen(database, CHILD) == {"Alien": None}


async def test_h23_what_a_lost_refresh_left_waiting_is_asked_again_by_the_next_scan(database, tmp_path):
    """A refresh that was cancelled or given up for good must not hide a film from children for ever."""
    dressed = Dressed(await make_scene(database, tmp_path / "m"))
    for title, mpaa in (("Rabbits", "G"), ("Unsaid", "")):
        dressed.scene.put(f"{title} (2001)/{title} (2001).mkv")
        dressed.scene.put(f"{title} (2001)/movie.nfo", nfo("movie", title=title, mpaa=mpaa))
    await only_scanned(dressed)
    async with database.transaction() as tx:
        await tx.execute(text("delete from job where kind <> 'movies.refresh'"))
        await tx.execute(text("update job set state = 'discarded', finished_at = now()"))
    (tmp_path / "m" / "Unsaid (2001)" / "movie.nfo").unlink()
    await only_scanned(dressed)
    assert await seen(database, CHILD) == {"Unsaid": None}, "nobody is left who could say anything of it"
    await dressed.run()
    assert await seen(database, CHILD) == {"Unsaid": None, "Rabbits": 0}
