"""What NFO files and tags say reaches the catalog through the scan and its jobs, and leaves it again with them."""

import datetime as dt

from sqlalchemy import text

from matinee.movies import request_refresh
from tests.metadata.dressed import Dressed, nfo
from tests.scanning.scene import make_scene

ACTORS = "<actor><name>Sigourney Weaver</name><role>Ripley</role></actor>"
ALIEN = nfo(
    "movie",
    title="Alien: Der unheimliche Gast",
    originaltitle="Alien",
    sorttitle="Alien 1",
    year=1979,
    premiered="1979-05-25",
    plot="In space no one can hear you scream.",
    tagline="Scream.",
    runtime=117,
    rating="8.5",
    mpaa="DE:FSK 16",
    genre=["Horror", "Science Fiction"],
    studio="20th Century",
    tag="cat",
    director="Ridley Scott",
).replace(b"</movie>", (ACTORS + "<uniqueid type='imdb'>tt0078748</uniqueid><tmdbid>348</tmdbid></movie>").encode())


async def movie(database, tmp_path) -> Dressed:
    dressed = Dressed(await make_scene(database, tmp_path / "m"))
    dressed.scene.put("Alien (1979)/Alien (1979).mkv")
    dressed.scene.put("Alien (1979)/movie.nfo", ALIEN)
    return dressed


async def test_all_that_a_movies_nfo_says_lands_in_the_catalog(database, tmp_path):
    dressed = await movie(database, tmp_path)
    dressed.scene.put("Bare (2001)/Bare (2001).mkv")
    await dressed.scan()
    columns = "title, original_title, sort_title, year, overview, tagline, runtime_ms, rating, certificate, minimum_age, air_date"
    [alien, bare] = await dressed.item("movie", columns)
    assert alien == (
        "Alien: Der unheimliche Gast", "Alien", "alien 00000001", 1979, "In space no one can hear you scream.", "Scream.",
        117 * 60_000, 8.5, "DE:FSK 16", 16, dt.date(1979, 5, 25),
    )  # fmt: skip
    assert bare[:2] == ("Bare", None)
    assert await dressed.named("genre") == {alien[0]: ["Horror", "Science Fiction"]}
    assert await dressed.named("studio") == {alien[0]: ["20th Century"]}
    assert await dressed.named("tag") == {alien[0]: ["cat"]}
    people = "select p.name, c.role, c.character from credit c join person p on p.id = c.person_id order by c.ordinal"
    assert await dressed.scene.rows(people) == [
        ("Sigourney Weaver", "actor", "Ripley"),
        ("Ridley Scott", "director", None),
    ]
    ids = "select provider, value from external_id order by 1"
    assert await dressed.scene.rows(ids) == [("imdb", "tt0078748"), ("tmdb", "348")]
    assert [row[:2] for row in await dressed.refreshes()] == [("movies.refresh", "completed")]


async def test_a_title_without_anything_said_of_it_is_not_refreshed_and_an_unchanged_one_not_again(database, tmp_path):
    dressed = await movie(database, tmp_path)
    await dressed.scan()
    before = await dressed.scene.rows("select xmin::text from item union all select xmin::text from item_answer")
    await dressed.scan()
    assert len(await dressed.refreshes()) == 1
    dressed.scene.put("Alien (1979)/Alien (1979) - 4K.mkv")
    await dressed.scan()
    assert (await dressed.refreshes())[-1][2] == {"asked": 0, "changed": 0}
    answers = await dressed.scene.rows("select xmin::text from item_answer")
    assert set(answers) <= set(before)


async def test_a_changed_nfo_changes_the_title_and_a_removed_one_gives_back_what_the_name_says(database, tmp_path):
    dressed = await movie(database, tmp_path)
    await dressed.scan()
    path = dressed.scene.put("Alien (1979)/movie.nfo", nfo("movie", title="Alien!", plot="New."))
    await dressed.scan()
    said = "title, sort_title, overview, certificate, minimum_age, year"
    assert await dressed.item("movie", said) == [("Alien!", "alien", "New.", None, None, 1979)]
    assert await dressed.named("genre") == {}
    path.unlink()
    await dressed.scan()
    assert await dressed.item("movie", said) == [("Alien", "alien", None, None, None, 1979)]


async def test_what_a_person_locked_no_refresh_touches(database, tmp_path):
    dressed = await movie(database, tmp_path)
    await dressed.scan()
    async with database.transaction() as tx:
        await tx.execute(
            text("update item set overview = 'Mine.', locked_fields = '{overview,genres}' where kind = 'movie'")
        )
        await tx.execute(text("delete from item_genre"))
    dressed.scene.put("Alien (1979)/movie.nfo", nfo("movie", title="Alien!", plot="New.", genre="Western"))
    await dressed.scan()
    assert await dressed.item("movie", "title, overview") == [("Alien!", "Mine.")]
    assert await dressed.named("genre") == {}


async def test_h15_h16_b27_a_hostile_nfo_through_the_running_scan_leaves_the_title_as_its_name_says(database, tmp_path):
    dressed = Dressed(await make_scene(database, tmp_path / "m"))
    hostile = {
        "Entity (2001)": b'<!DOCTYPE m [<!ENTITY x SYSTEM "file:///etc/passwd">]><movie><title>&x;</title></movie>',
        "Laughs (2001)": b"<movie>" + b"<a>" * 100_000 + b"</movie>",
        "Large (2001)": b"<movie><title>" + b"x" * (3 * 1024 * 1024) + b"</title></movie>",
        "Unclosed (2001)": b"<movie><title>Film</movie>",
        "Binary (2001)": bytes(range(256)) * 40,
    }
    for name, content in hostile.items():
        dressed.scene.put(f"{name}/{name}.mkv")
        dressed.scene.put(f"{name}/movie.nfo", content)
    dressed.scene.put("Wide (2001)/Wide (2001).mkv")
    dressed.scene.put("Wide (2001)/movie.nfo", "<movie><title>Wíde</title></movie>".encode("utf-16"))
    await dressed.scan()
    titles = [row[0] for row in await dressed.item("movie", "title")]
    assert titles == ["Binary", "Entity", "Large", "Laughs", "Unclosed", "Wíde"]
    notes = await dressed.scene.rows("select notes from item_answer where notes <> '[]'")
    assert {row[0][0] for row in notes} == {"document_type", "too_many_elements", "too_large", "not_well_formed"}
    assert {row[1] for row in await dressed.refreshes()} == {"completed"}


async def test_b28_impossible_fields_are_refused_one_by_one_through_the_running_scan(database, tmp_path):
    dressed = Dressed(await make_scene(database, tmp_path / "m"))
    dressed.scene.put("Film (2001)/Film (2001).mkv")
    dressed.scene.put(
        "Film (2001)/movie.nfo",
        nfo("movie", title="Fílm", year=-5, runtime="1e9", rating="nan", tmdbid="../../x", imdbid="tt1", tvdbid=10**30),
    )
    await dressed.scan()
    assert await dressed.item("movie", "title, year, runtime_ms, rating") == [("Fílm", 2001, None, None)]
    assert await dressed.scene.rows("select 1 from external_id") == []
    notes = set(await dressed.scene.one("select notes from item_answer"))
    assert {"tmdb:refused", "imdb:refused", "tvdb:refused", "year:refused", "runtime:refused"} <= notes


async def test_a_series_its_seasons_and_episodes_are_dressed_and_inherit_the_age(database, tmp_path):
    dressed = Dressed(await make_scene(database, tmp_path / "s", "shows"))
    put = dressed.scene.put
    put(
        "Lost/tvshow.nfo",
        nfo("tvshow", title="LOST", mpaa="TV-14", status="Ended", genre="Drama", enddate="2010-05-23"),
    )
    put("Lost/Season 1/season.nfo", nfo("season", title="The Crash", seasonnumber=1))
    put("Lost/Season 1/Lost S01E01-E02.mkv")
    put(
        "Lost/Season 1/Lost S01E01-E02.nfo",
        nfo("episodedetails", title="Pilot (1)", season=1, episode=1, aired="2004-09-22")
        + nfo("episodedetails", title="Pilot (2)", season=1, episode=2, mpaa="TV-MA"),
    )
    put("Lost/Season 1/Lost S01E03.mkv")
    put("Lost/Specials/Lost S00E01.mkv")
    put(
        "Lost/Specials/Lost S00E01.nfo", nfo("episodedetails", title="Recap", airsbefore_season=2, airsbefore_episode=1)
    )
    await dressed.scan()
    assert await dressed.item("series", "title, certificate, minimum_age, status, end_date") == [
        ("LOST", "TV-14", 14, "ended", dt.date(2010, 5, 23))
    ]
    assert await dressed.item("season", "title, minimum_age") == [("Specials", 14), ("The Crash", 14)]
    assert await dressed.item("episode", "title, minimum_age, airs_before_season, airs_before_episode") == [
        ("Recap", 14, 2, 1),
        ("Pilot (1)", 14, None, None),
        ("Pilot (2)", 17, None, None),
        ("Episode 3", 14, None, None),
    ]
    put("Lost/Season 1/Lost S01E04.mkv")
    await dressed.scene.scan()
    newest = await dressed.item("episode", "episode_number, minimum_age")
    assert (4, 14) in newest, "an episode is as old as its series from the moment it is known"


async def test_h23_the_age_of_a_changed_certificate_reaches_everything_below_at_once(database, tmp_path):
    dressed = Dressed(await make_scene(database, tmp_path / "s", "shows"))
    dressed.scene.put("Lost/Lost S01E01.mkv")
    for mpaa, age in (("TV-Y", 0), ("TV-MA", 17), ("", None)):
        dressed.scene.put("Lost/tvshow.nfo", nfo("tvshow", title="Lost", mpaa=mpaa))
        await dressed.scan()
        assert await dressed.scene.rows("select distinct minimum_age from item") == [(age,)]


async def test_tags_of_a_file_fill_what_nothing_else_says(database, tmp_path):
    dressed = await movie(database, tmp_path)
    dressed.scene.put("Bare (2001)/Bare (2001).mkv")
    await dressed.scan()
    tags = '{"title": "Bare.2001.1080p", "genre": "Drama, War", "date": "2001-03-02", "synopsis": "So.", "imdb": "tt7654321"}'
    async with database.transaction() as tx:
        await tx.execute(
            text("update file set tags = cast(:tags as jsonb), probe_state = 'done' where kind = 'video'"),
            {"tags": tags},
        )
        await tx.execute(text("delete from job"))
    for title_id in [row[0] for row in await dressed.item("movie", "id")]:
        async with database.transaction() as tx:
            await request_refresh(tx, title_id, force=True)
    await dressed.run()
    assert await dressed.item("movie", "title, overview, year, air_date") == [
        ("Alien: Der unheimliche Gast", "In space no one can hear you scream.", 1979, dt.date(1979, 5, 25)),
        ("Bare", "So.", 2001, dt.date(2001, 3, 2)),
    ]
    assert (await dressed.named("genre"))["Bare"] == ["Drama", "War"]


async def test_a_renamed_folder_is_what_stands_underneath_from_then_on(database, tmp_path):
    dressed = await movie(database, tmp_path)
    await dressed.scan()
    [(alien,)] = await dressed.item("movie", "id")
    (dressed.scene.root / "Alien (1979)").rename(dressed.scene.root / "Alien Film (1980)")
    moved = dressed.scene.root / "Alien Film (1980)"
    (moved / "Alien (1979).mkv").rename(moved / "Alien Film (1980).mkv")
    await dressed.scan()
    assert await dressed.item("movie", "id, title, year") == [(alien, "Alien Film", 1980)], "asked, it shows its name"
    state, reasons = (await dressed.scene.rows("select state, reasons from match"))[0]
    assert (state, reasons[0]["code"]) == ("inbox", "name_against_nfo")
    (moved / "movie.nfo").unlink()
    await dressed.scan()
    assert await dressed.item("movie", "title, year") == [("Alien Film", 1980)]
