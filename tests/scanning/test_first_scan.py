"""A folder of films and shows becomes items, versions, parts and files."""

from tests.scanning.scene import make_scene


async def test_folder_of_movies_becomes_titles_with_versions_and_parts(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    for path in (
        "Alien (1979)/Alien.1979.Directors.Cut.1080p.mkv",
        "Alien (1979)/Alien.1979.2160p.mkv",
        "Other/Alien (1979).mp4",
        "Heat (1995)/heat-cd1.avi",
        "Heat (1995)/heat-cd2.avi",
        "Heat (1995)/heat-cd1.en.srt",
        "Heat (1995)/poster.jpg",
        "Heat (1995)/readme.txt",
    ):
        scene.put(path)
    outcome = await scene.scan()
    assert outcome.state == "completed"
    assert (outcome.counts["found"], outcome.counts["added"], outcome.counts["beside"]) == (7, 5, 2)
    assert await scene.titles() == [("Alien", 1979, "present"), ("Heat", 1995, "present")]
    versions = await scene.rows(
        "select i.title, v.edition, count(p.id) from version v join item i on i.id = v.item_id "
        "join part p on p.version_id = v.id group by i.title, v.id, v.edition order by 1, 2, 3"
    )
    assert sorted(versions, key=str) == sorted(
        [("Alien", "Director's Cut", 1), ("Alien", None, 1), ("Alien", None, 1), ("Heat", None, 2)], key=str
    )
    assert await scene.one("select count(*) from item_library where present_files > 0") == 2
    assert await scene.rows("select index, language from stream") == [(1000, "en")]
    assert (await scene.ignored())["Heat (1995)/readme.txt"] == "not_media"
    assert len(scene.probed) == 5


async def test_two_folders_of_a_show_are_one_series_and_a_double_episode_is_one_file_in_two(database, tmp_path):
    scene = await make_scene(database, tmp_path / "s", "shows")
    for path in (
        "Lost (2004)/Season 1/Lost S01E01.mkv",
        "Lost (2004)/Season 1/Lost S01E02-E03.mkv",
        "more/Lost (2004)/Season 2/Lost S02E01.mkv",
        "Lost (2004)/Specials/Lost S00E01.mkv",
    ):
        scene.put(path)
    await scene.scan()
    assert await scene.titles() == [("Lost", 2004, "present")]
    episodes = await scene.rows(
        "select season_number, episode_number from item where kind = 'episode' order by season_number, episode_number"
    )
    assert episodes == [(0, 1), (1, 1), (1, 2), (1, 3), (2, 1)]
    shared = await scene.one("select count(*) from (select file_id from part group by file_id having count(*) = 2) s")
    assert shared == 1
    assert await scene.one("select count(*) from item where kind = 'season'") == 3


async def test_scan_without_change_touches_no_row(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    for number in range(30):
        scene.put(f"Film {number} (2001)/Film {number} (2001).mkv")
    await scene.scan()
    before = await scene.rows("select xmin::text, id from file union all select xmin::text, id from item order by 2")
    outcome = await scene.scan()
    assert (outcome.counts["added"], outcome.counts["updated"], outcome.counts["missing"]) == (0, 0, 0)
    after = await scene.rows("select xmin::text, id from file union all select xmin::text, id from item order by 2")
    assert after == before
