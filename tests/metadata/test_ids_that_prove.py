"""What a provider's ids do to titles that were known by name alone: nothing, or make two of them one."""

from matinee.access.policy import SYSTEM
from matinee.catalog.changes import Act
from matinee.catalog.undoing import undo_change
from matinee.kit.db import Database
from tests.matching.conftest import House, person
from tests.metadata.dressed import Dressed, nfo
from tests.scanning.scene import make_scene

ALIEN, FOREIGN = "Alien (1979)/Alien (1979)", "Le huitieme passager (1979)/Le huitieme passager (1979)"


async def ids_of(dressed: Dressed, item_id) -> dict[str, str]:
    rows = await dressed.scene.rows("select provider, value from external_id where owner_id = :id", id=item_id)
    return dict(map(tuple, rows))


async def test_a_title_known_by_name_keeps_its_id_and_history_when_an_nfo_gives_it_ids(database: Database, tmp_path):
    dressed = Dressed(await make_scene(database, tmp_path / "m"))
    dressed.scene.put(f"{ALIEN}.mkv")
    await dressed.scan()
    home = House(dressed.scene, await person(database))
    alien = await home.item("Alien")
    await home.watch(alien)
    dressed.scene.put(f"{ALIEN}.nfo", nfo("movie", title="Alien", year=1979, tmdbid=348, imdbid="tt0078748"))
    await dressed.scan()
    assert await home.item("Alien") == alien
    assert await ids_of(dressed, alien) == {"tmdb": "348", "imdb": "tt0078748"}
    assert await dressed.scene.one("select play_count from state where entity_id = :id", id=alien) == 1


async def test_an_nfo_of_nothing_but_a_link_gives_ids_and_leaves_the_name(database: Database, tmp_path):
    dressed = Dressed(await make_scene(database, tmp_path / "m"))
    dressed.scene.put(f"{ALIEN}.mkv")
    dressed.scene.put(f"{ALIEN}.nfo", b"https://www.themoviedb.org/movie/348-alien\n")
    await dressed.scan()
    home = House(dressed.scene, await person(database))
    assert await home.titles() == [("Alien", 1979, 1)]
    assert await ids_of(dressed, await home.item("Alien")) == {"tmdb": "348"}
    assert await dressed.scene.one("select state from match") == "matched"


async def test_two_titles_that_ids_prove_to_be_one_merge_with_both_histories_and_come_apart_again(
    database: Database, tmp_path
):
    dressed = Dressed(await make_scene(database, tmp_path / "m"))
    dressed.scene.put(f"{ALIEN}.mkv")
    dressed.scene.put(f"{FOREIGN}.mkv", b"another cut of it" * 9)
    await dressed.scan()
    home = House(dressed.scene, await person(database))
    alien, foreign = await home.item("Alien"), await home.item("Le huitieme passager")
    await home.watch(alien, count=1)
    await home.watch(foreign, count=2, position_ms=5000)
    for name, title in ((ALIEN, "Alien"), (FOREIGN, "Le huitième passager")):
        dressed.scene.put(f"{name}.nfo", nfo("movie", title=title, year=1979, tmdbid=348))
    await dressed.scan()
    elder, younger = sorted([alien, foreign])
    assert await dressed.scene.rows("select id, merged_into from item where kind = 'movie' order by id") == [
        (elder, None),
        (younger, elder),
    ]
    assert await dressed.scene.one("select count(*) from version where item_id = :id", id=elder) == 2
    assert await dressed.scene.rows("select watched, play_count from state where entity_id = :id", id=elder) == [
        (True, 3)
    ]
    assert await dressed.scene.one("select count(*) from play where entity_id = :id", id=elder) == 2
    change = await dressed.scene.one("select id from title_change where kind = 'merge_titles'")
    async with database.transaction() as tx:
        await undo_change(tx, Act(SYSTEM, dressed.scene.clock), change)
    assert await dressed.scene.one("select count(*) from item where merged_into is not null") == 0
    rows = await dressed.scene.rows("select entity_id, play_count from state")
    assert dict(map(tuple, rows)) == {alien: 1, foreign: 2}
    assert len(await home.titles()) == 2


async def test_one_file_of_two_episodes_is_dressed_by_both_chapters_of_its_nfo(database: Database, tmp_path):
    dressed = Dressed(await make_scene(database, tmp_path / "s", "shows"))
    dressed.scene.put("Dark/Season 1/Dark S01E01E02.mkv")
    both = nfo("episodedetails", title="Secrets", season=1, episode=1) + nfo(
        "episodedetails", title="Lies", season=1, episode=2
    )
    dressed.scene.put("Dark/Season 1/Dark S01E01E02.nfo", both)
    await dressed.scan()
    assert await dressed.item("episode", "title, season_number, episode_number") == [("Secrets", 1, 1), ("Lies", 1, 2)]


async def test_two_readings_of_a_name_that_are_nearly_as_good_are_a_question(database: Database, tmp_path):
    dressed = Dressed(await make_scene(database, tmp_path / "s", "shows"))
    dressed.scene.put("Late Talk/Late Talk 03.04.2014.mkv")
    dressed.scene.put("Late Talk/Late Talk 2014-04-05.mkv")
    await dressed.scan()
    rows = await dressed.scene.rows("select f.path, m.state, m.reasons from match m join file f on f.id = m.file_id")
    states = {bytes(path).decode(): (state, reasons[0]["code"]) for path, state, reasons in rows}
    assert states["Late Talk/Late Talk 03.04.2014.mkv"] == ("inbox", "two_readings_near")
    assert states["Late Talk/Late Talk 2014-04-05.mkv"][0] == "matched"
