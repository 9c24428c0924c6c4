"""A person says what a file is: it goes there with its history, stays there, and comes back by undo."""

import os

import pytest

from matinee.catalog.changes import AlreadyUndone, CannotUndo
from matinee.catalog.choosing import Choice, choose, move_episode, split
from matinee.catalog.describing import Description, describe
from matinee.catalog.editing import ItemChanges, edit
from tests.matching.conftest import CONTENT, EpisodeTarget, ItemTarget, TitleTarget, house

ALIEN, HEAT = "Alien (1979)/Alien (1979).mkv", "Heat (1995)/Heat (1995).mkv"


async def test_a_wrong_name_set_right_keeps_id_and_history_and_comes_back(database, media):
    home = await house(database, media, "movies", ALIEN, HEAT)
    alien = await home.item("Alien")
    await home.watch(alien)
    before = await home.snapshot()
    recorded = await home.choose(ALIEN, TitleTarget("Aliens", 1986))
    assert await home.titles() == [("Aliens", 1986, 1), ("Heat", 1995, 1)]
    assert await home.item("Aliens") == alien
    assert await home.scene.one("select state from match where file_id = :id", id=await home.file(ALIEN)) == "locked"
    await home.undo(recorded)
    assert await home.snapshot() == before


async def test_of_a_title_that_is_known_it_becomes_a_version_and_hands_its_history_over(database, media):
    home = await house(database, media, "movies", "Alein (1979)/Alein (1979).mkv", ALIEN)
    wrong, right = await home.item("Alein"), await home.item("Alien")
    await home.watch(wrong, count=2)
    await home.watch(right, count=1, position_ms=5000)
    before = await home.snapshot()
    recorded = await home.choose("Alein (1979)/Alein (1979).mkv", ItemTarget(right))
    assert await home.titles() == [("Alien", 1979, 2)]
    assert await home.scene.rows(
        "select watched, play_count, position_ms from state where entity_id = :id", id=right
    ) == [(True, 3, 5000)]
    assert await home.scene.one("select count(*) from play where entity_id = :id", id=right) == 2
    assert await home.scene.one("select merged_into from item where id = :id", id=wrong) == right
    await home.undo(recorded)
    assert await home.snapshot() == before


async def test_the_name_that_was_wrong_is_free_for_the_film_that_has_it(database, media):
    home = await house(
        database, media, "movies", "Solaris (2002)/Solaris (2002).mkv", "Solaris (1972)/Solaris (1972).mkv"
    )
    await home.choose("Solaris (2002)/Solaris (2002).mkv", TitleTarget("Solaris", 1972))
    assert await home.titles() == [("Solaris", 1972, 2)]
    home.scene.put("Other folder/Solaris (2002).mkv", os.urandom(999))
    await home.scene.scan()
    assert await home.titles() == [("Solaris", 1972, 2), ("Solaris", 2002, 1)]


async def test_a_choice_survives_rescans_a_move_and_a_better_copy_in_place_b22_b23(database, media):
    home = await house(database, media, "movies", ALIEN, HEAT)
    await home.choose(ALIEN, TitleTarget("Aliens", 1986))
    await home.scene.scan()
    home.scene.put(ALIEN, os.urandom(5000), at=1_800_000_000)
    await home.scene.scan()
    (media / "Alien (1979)").rename(media / "Alien the first (1979)")
    await home.scene.scan()
    assert await home.titles() == [("Aliens", 1986, 1), ("Heat", 1995, 1)]


async def test_next_weeks_episode_goes_where_a_person_put_this_weeks(database, media):
    home = await house(database, media, "shows", "The Ofice/Season 1/The Ofice S01E01.mkv", "Lost/Lost S01E01.mkv")
    await home.choose("The Ofice/Season 1/The Ofice S01E01.mkv", TitleTarget("The Office", 2005))
    home.scene.put("The Ofice/Season 2/The Ofice S02E01.mkv")
    await home.scene.scan()
    assert await home.titles() == [("Lost", None, 1), ("The Office", 2005, 2)]
    reasons = await home.scene.one(
        "select reasons from match where file_id = :id", id=await home.file("The Ofice/Season 2/The Ofice S02E01.mkv")
    )
    assert reasons[0]["code"] == "as_in_folder"


async def test_an_unsorted_file_becomes_the_episode_it_is(database, media):
    home = await house(database, media, "shows", "Dark/Dark S01E01.mkv", "Dark/holiday pictures.mkv")
    path = "Dark/holiday pictures.mkv"
    placeholder = await home.scene.one(
        "select v.item_id from part p join version v on v.id = p.version_id where p.file_id = :id",
        id=await home.file(path),
    )
    await home.watch(placeholder)
    before = await home.snapshot()
    recorded = await home.choose(path, EpisodeTarget(await home.item("Dark"), 1, (2,)))
    assert await home.episodes("Dark") == [(1, 1, "Dark/Dark S01E01.mkv"), (1, 2, path)]
    assert await home.scene.one("select e.id from item e where e.episode_number = 2") == placeholder
    assert await home.scene.one("select title from item where id = :id", id=placeholder) == "Episode 2"
    await home.undo(recorded)
    assert await home.snapshot() == before


async def test_a_whole_folder_is_one_change(database, media):
    paths = [f"Dakr/Dakr S01E0{number}.mkv" for number in (1, 2, 3)]
    home = await house(database, media, "shows", *paths, "Dark/Dark S01E04.mkv")
    old = await home.item("Dakr")
    await home.watch(await home.scene.one("select id from item where series_id = :id and episode_number = 2", id=old))
    before = await home.snapshot()
    choices = [Choice(await home.file(path), ItemTarget(await home.item("Dark"))) for path in paths]
    recorded = await home.do(choose, CONTENT, choices)
    assert [row[:2] for row in await home.episodes("Dark")] == [(1, 1), (1, 2), (1, 3), (1, 4)]
    assert await home.titles() == [("Dark", None, 4)]
    assert await home.scene.one("select merged_into from item where id = :id", id=old) == await home.item("Dark")
    await home.undo(recorded)
    assert await home.snapshot() == before


async def test_a_season_shifted_by_one_keeps_each_files_history(database, media):
    paths = [f"Dark/Dark S01E0{number}.mkv" for number in (1, 2, 3)]
    home = await house(database, media, "shows", *paths)
    ids = [
        row[0] for row in await home.scene.rows("select id from item where kind = 'episode' order by episode_number")
    ]
    series = await home.item("Dark")
    choices = [
        Choice(await home.file(path), EpisodeTarget(series, 1, (number + 1,))) for number, path in enumerate(paths, 1)
    ]
    recorded = await home.do(choose, CONTENT, choices)
    assert await home.scene.rows("select id, episode_number from item where kind = 'episode' order by 2") == [
        (each, number) for number, each in enumerate(ids, 2)
    ]
    assert recorded.id is not None


async def test_moving_an_episode_to_a_free_number_and_onto_a_taken_one(database, media):
    home = await house(database, media, "shows", "Dark/Dark S01E05.mkv", "Dark/Dark S01E06.mkv")
    five, six = [
        row[0] for row in await home.scene.rows("select id from item where kind = 'episode' order by episode_number")
    ]
    series = await home.item("Dark")
    await home.watch(five)
    before = await home.snapshot()
    moved = await home.do(move_episode, CONTENT, five, EpisodeTarget(series, 2, (1,)))
    assert await home.scene.rows("select season_number, episode_number from item where id = :id", id=five) == [(2, 1)]
    onto = await home.do(move_episode, CONTENT, five, EpisodeTarget(series, 1, (6,)))
    assert [row[:2] for row in await home.episodes("Dark")] == [(1, 6), (1, 6)]
    assert await home.scene.one("select watched from state where entity_id = :id", id=six) is True
    assert (
        await home.scene.one(
            "select count(*) from item_library h join item i on i.id = h.item_id where i.season_number = 2"
        )
        == 0
    )
    await home.undo(onto)
    await home.undo(moved)
    assert await home.snapshot() == before


async def test_two_films_taken_for_versions_of_one_are_split_and_joined_again(database, media):
    home = await house(database, media, "movies", "Heat (1995)/Heat (1995).mkv", "Heat (1995)/Heat (1995) - 720p.mkv")
    assert await home.titles() == [("Heat", 1995, 2)]
    before = await home.snapshot()
    other = await home.file("Heat (1995)/Heat (1995) - 720p.mkv")
    recorded = await home.do(split, CONTENT, await home.item("Heat"), [other], TitleTarget("Heat", 1995))
    assert await home.titles() == [("Heat", 1995, 1), ("Heat", 1995, 1)]
    await home.scene.scan()
    assert await home.titles() == [("Heat", 1995, 1), ("Heat", 1995, 1)]
    await home.undo(recorded)
    assert await home.snapshot() == before


async def test_undo_is_refused_when_the_file_was_matched_again_and_works_in_turn(database, media):
    home = await house(database, media, "movies", ALIEN)
    before = await home.snapshot()
    first = await home.choose(ALIEN, TitleTarget("Aliens", 1986))
    second = await home.choose(ALIEN, TitleTarget("Alien 3", 1992))
    with pytest.raises(CannotUndo, match="edited or moved again"):
        await home.undo(first)
    await home.undo(second)
    await home.undo(first)
    with pytest.raises(AlreadyUndone):
        await home.undo(first)
    assert await home.snapshot() == before


async def test_what_was_watched_since_is_not_undone(database, media):
    home = await house(database, media, "movies", "Alein (1979)/Alein (1979).mkv", ALIEN)
    right = await home.item("Alien")
    recorded = await home.choose("Alein (1979)/Alein (1979).mkv", ItemTarget(right))
    await home.watch(right, position_ms=60_000)
    await home.undo(recorded)
    assert await home.scene.one("select position_ms from state where entity_id = :id", id=right) == 60_000


async def test_files_that_were_each_a_series_become_episodes_of_one_new_one_and_come_back(database, media):
    paths = ["Journeys/Across the sea.mkv", "Journeys/Over the hills.mkv", "Journeys/Under the moon.mkv"]
    home = await house(database, media, "shows", *paths)
    before = await home.snapshot()
    choices = [
        Choice(await home.file(path), TitleTarget("Journeys", season=1, episodes=(number,)))
        for number, path in enumerate(paths, 1)
    ]
    recorded = await home.do(choose, CONTENT, choices)
    assert await home.titles() == [("Journeys", None, 3)]
    assert [row[:2] for row in await home.episodes("Journeys")] == [(1, 1), (1, 2), (1, 3)]
    await home.undo(recorded)
    assert await home.snapshot() == before


async def test_a_refresh_that_follows_a_choice_does_not_stand_in_the_way_of_undo_but_an_edit_does(database, media):
    home = await house(database, media, "shows", "Dark/Dark S01E01.mkv", "Dark/Dark S01E02.mkv")
    first, _ = [row[0] for row in await home.scene.rows("select id from item where kind = 'episode' order by id")]
    moved = await home.do(move_episode, CONTENT, first, EpisodeTarget(await home.item("Dark"), 2, (5,)))
    async with database.transaction() as tx:
        await describe(tx, {first: Description(title="Secrets")})
    await home.undo(moved)
    assert await home.scene.rows("select season_number, episode_number from item where id = :id", id=first) == [(1, 1)]
    again = await home.do(move_episode, CONTENT, first, EpisodeTarget(await home.item("Dark"), 2, (5,)))
    await home.do(edit, first, ItemChanges(title="Geheimnisse"))
    with pytest.raises(CannotUndo):
        await home.undo(again)
