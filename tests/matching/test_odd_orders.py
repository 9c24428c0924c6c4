"""Setting right in odd orders: what NFO files say of what a person placed, what stays apart, what undo hands back."""

from uuid import UUID

from matinee.catalog.choosing import EpisodeTarget, TitleTarget, move_episode, split
from matinee.catalog.joining import merge
from matinee.kit.db import Database
from tests.matching.conftest import CONTENT, House, house, person
from tests.metadata.dressed import Dressed, nfo
from tests.scanning.scene import make_scene

HEAT, OTHER = "Heat (1995)/Heat (1995).mkv", "Heat (1995)/Heat (1995) - 720p.mkv"


async def dressed_house(database: Database, root, kind: str, *paths: str) -> tuple[Dressed, House]:
    """A scanned library whose NFO files are read, as the server does it."""
    dressed = Dressed(await make_scene(database, root, kind))
    for path in paths:
        dressed.scene.put(path)
    await dressed.scan()
    return dressed, House(dressed.scene, await person(database))


async def episode(home: House, series: UUID, number: int) -> UUID:
    return await home.scene.one(
        "select id from item where series_id = :id and kind = 'episode' and episode_number = :number and"
        " merged_into is null",
        id=series,
        number=number,
    )


async def test_an_nfo_beside_an_episode_that_was_moved_does_not_make_one_of_two_series(database, tmp_path):
    paths = [f"{name}/Season 1/{name} S01E0{number}.mkv" for name in ("Dark", "Lost") for number in (1, 2)]
    dressed, home = await dressed_house(database, tmp_path / "m", "shows", *paths)
    dark, lost = await home.item("Dark"), await home.item("Lost")
    first = await episode(home, dark, 1)
    await home.watch(first)
    moved = await home.do(move_episode, CONTENT, first, EpisodeTarget(lost, 1, (5,)))
    dressed.scene.put("Dark/tvshow.nfo", nfo("tvshow", title="Dark", year=2017, plot="Caves.", tmdbid=70523))
    dressed.scene.put(
        "Dark/Season 1/Dark S01E01.nfo", nfo("episodedetails", title="Secrets", season=1, episode=1, plot="A cave.")
    )
    await dressed.scan()
    assert await home.item("Lost") == lost
    assert await home.scene.rows("select overview from item where id = any(:ids) order by title", ids=[dark, lost]) == [
        ("Caves.",),
        (None,),
    ]
    assert await home.scene.rows("select series_id, overview, merged_into from item where id = :id", id=first) == [
        (lost, None, None)
    ]
    await home.undo(moved)
    await dressed.scan()
    assert (await episode(home, dark, 1)) == first
    assert await home.scene.one("select play_count from state where entity_id = :id", id=first) == 1


async def test_films_that_were_split_stay_two_though_they_share_an_nfo_with_ids(database, tmp_path):
    dressed, home = await dressed_house(database, tmp_path / "m", "movies", HEAT, OTHER)
    other = await home.file(OTHER)
    recorded = await home.do(split, CONTENT, await home.item("Heat"), [other], TitleTarget("Heat", 1995))
    dressed.scene.put("Heat (1995)/movie.nfo", nfo("movie", title="Heat", year=1995, tmdbid=949))
    await dressed.scan()
    assert await home.titles() == [("Heat", 1995, 1), ("Heat", 1995, 1)]
    await home.undo(recorded)
    assert await home.titles() == [("Heat", 1995, 2)]


async def test_titles_whose_joining_was_undone_are_not_joined_by_their_ids_again(database, tmp_path):
    names = ("Alien (1979)", "Le huitieme passager (1979)")
    dressed, home = await dressed_house(database, tmp_path / "m", "movies", *(f"{each}/{each}.mkv" for each in names))
    for each in names:
        dressed.scene.put(f"{each}/movie.nfo", nfo("movie", title=each[:-7], year=1979, tmdbid=348))
    await dressed.scan()
    assert len(await home.titles()) == 1
    change = await home.scene.one("select id from title_change where kind = 'merge_titles'")
    await home.undo_by_id(change)
    for each in names:
        told = nfo("movie", title=each[:-7], year=1979, tmdbid=348, plot="In space.")
        dressed.scene.put(f"{each}/movie.nfo", told, at=1_800_000_000)
    await dressed.scan()
    assert len(await home.titles()) == 2
    alien, passager = await home.item("Alien"), await home.item("Le huitieme passager")
    await home.do(merge, alien, [passager])
    assert len(await home.titles()) == 1, "a person may join them"


async def test_an_nfo_against_what_a_person_chose_says_nothing_of_it(database, tmp_path):
    path = "Alien (1979)/Alien (1979).mkv"
    dressed, home = await dressed_house(database, tmp_path / "m", "movies", path, "Jaws (1975)/Jaws (1975).mkv")
    await home.choose(path, TitleTarget("Alien", 1979))
    alien = await home.item("Alien")
    for folder in ("Alien (1979)", "Jaws (1975)"):
        dressed.scene.put(f"{folder}/movie.nfo", nfo("movie", title="Jaws", year=1975, plot="A shark.", tmdbid=578))
    await dressed.scan()
    assert await home.titles() == [("Alien", 1979, 1), ("Jaws", 1975, 1)]
    assert await home.scene.one("select overview from item where id = :id", id=alien) is None
    assert await home.scene.one("select count(*) from external_id where owner_id = :id", id=alien) == 0
    dressed.scene.put(
        "Alien (1979)/movie.nfo", nfo("movie", title="Alien", year=1979, plot="In space."), at=1_800_000_000
    )
    await dressed.scan()
    assert await home.scene.one("select overview from item where id = :id", id=alien) == "In space."


async def test_what_people_did_with_a_title_that_undo_removes_is_the_others(database, media):
    home = await house(database, media, "movies", HEAT, OTHER)
    heat = await home.item("Heat")
    mia = await person(database)
    await home.watch(heat, count=2)
    recorded = await home.do(split, CONTENT, heat, [await home.file(OTHER)], TitleTarget("Heat, the short one"))
    short = await home.item("Heat, the short one")
    await home.watch(short, count=1, position_ms=333, person=mia.user_id)
    await home.watch(short, count=1)
    await home.undo(recorded)
    assert await home.titles() == [("Heat", 1995, 2)]
    assert await home.scene.one("select merged_into from item where id = :id", id=short) == heat
    assert dict(await home.scene.rows("select account_id, play_count from state where entity_id = :id", id=heat)) == {
        home.viewer.user_id: 3,
        mia.user_id: 1,
    }
    assert await home.scene.one("select count(*) from play where entity_id = :id", id=heat) == 3


async def test_a_series_that_undo_removes_hands_back_what_people_did_with_it_and_below(database, media):
    home = await house(database, media, "shows", *(f"Dark/Dark S01E0{number}.mkv" for number in (1, 2)))
    dark = await home.item("Dark")
    recorded = await home.choose("Dark/Dark S01E02.mkv", TitleTarget("Light"))
    light = await home.item("Light")
    mia = (await person(database)).user_id
    await home.watch(light, person=mia)
    await home.watch(await episode(home, light, 2), position_ms=77, person=mia)
    await home.undo(recorded)
    assert await home.titles() == [("Dark", None, 2)]
    second = await episode(home, dark, 2)
    rows = await home.scene.rows("select entity_id, position_ms from state where account_id = :id", id=mia)
    assert {(dark, 0), (second, 77)} <= set(rows)
