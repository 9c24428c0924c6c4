"""What the NFO files beside a video say of it, as matching asks."""

import datetime as dt

import pytest

from matinee.metadata import EpisodeFacts, NfoFacts, TitleFacts, locate_nfos, read_nfo_facts
from tests.scanning.scene import Scene, make_scene

MOVIE = b"<movie><title>Alien</title><year>1979</year><uniqueid type='tmdb'>348</uniqueid></movie>"
EPISODE = (
    b"<episodedetails><title>%s</title><season>1</season><episode>%d</episode><aired>2004-09-2%d</aired>"
    b"</episodedetails>"
)


async def facts_by_name(scene: Scene) -> dict[str, NfoFacts]:
    await scene.scan()
    files = {row[0]: row[1] for row in await scene.rows("select id, path from file where kind = 'video'")}
    async with scene.database.reading() as tx:
        places = await locate_nfos(tx, list(files))
    return {files[file_id].decode(): facts for file_id, facts in read_nfo_facts(places).items()}


@pytest.mark.parametrize("name", ["x1-alien.nfo", "movie.nfo", "Alien (1979).nfo", "release.nfo", "X1-ALIEN.NFO"])
async def test_a_movie_is_named_by_its_own_nfo_under_every_usual_name(database, tmp_path, name):
    scene = await make_scene(database, tmp_path / "m")
    scene.put("Alien (1979)/x1-alien.mkv" if name != "X1-ALIEN.NFO" else "Alien (1979)/X1-ALIEN.mkv")
    scene.put(f"Alien (1979)/{name}", MOVIE)
    [facts] = (await facts_by_name(scene)).values()
    assert facts.title == TitleFacts("Alien", 1979, {"tmdb": "348"})
    assert facts.paths == (f"Alien (1979)/{name}".encode(),)


async def test_a_folder_of_many_films_is_no_films_own(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    for number in range(12):
        scene.put(f"all/Film {number} (2001).mkv")
    scene.put("all/movie.nfo", MOVIE)
    scene.put("all/Film 3 (2001).nfo", b"https://www.imdb.com/title/tt0078748/")
    scene.put("movie.nfo", MOVIE)
    scene.put("Loose (1999).mkv")
    facts = await facts_by_name(scene)
    assert {name: each.title.ids for name, each in facts.items()} == {"all/Film 3 (2001).mkv": {"imdb": "tt0078748"}}


async def test_an_episode_file_has_its_series_from_above_and_its_episodes_from_beside(database, tmp_path):
    scene = await make_scene(database, tmp_path / "s", "shows")
    scene.put("Lost/Season 1/Lost S01E01-E02.mkv")
    scene.put("Lost/Season 1/Lost S01E01-E02.nfo", EPISODE % (b"Pilot (1)", 1, 2) + EPISODE % (b"Pilot (2)", 2, 9))
    scene.put("Lost/Season 1/Lost S01E03.mkv")
    scene.put("Lost/tvshow.nfo", b"<tvshow><title>Lost</title><premiered>2004-09-22</premiered><id>73739</id></tvshow>")
    scene.put("Other/Other S01E01.mkv")
    facts = await facts_by_name(scene)
    series = TitleFacts("Lost", 2004, {"tvdb": "73739"})
    double = facts["Lost/Season 1/Lost S01E01-E02.mkv"]
    assert double.title == facts["Lost/Season 1/Lost S01E03.mkv"].title == series
    assert double.episodes == (
        EpisodeFacts(1, 1, "Pilot (1)", dt.date(2004, 9, 22)),
        EpisodeFacts(1, 2, "Pilot (2)", dt.date(2004, 9, 29)),
    )
    assert facts["Lost/Season 1/Lost S01E03.mkv"].episodes == ()
    assert len(facts) == 2


async def test_a_missing_or_hostile_nfo_says_nothing(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    scene.put("A (2001)/A (2001).mkv")
    scene.put(
        "A (2001)/movie.nfo", b'<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><movie><title>&x;</title></movie>'
    )
    scene.put("B (2001)/B (2001).mkv")
    gone = scene.put("B (2001)/movie.nfo", MOVIE)
    await scene.scan()
    gone.unlink()
    files = [row[0] for row in await scene.rows("select id from file where kind = 'video'")]
    async with database.reading() as tx:
        places = await locate_nfos(tx, files)
    assert len(places) == 2
    assert read_nfo_facts(places) == {}
