"""Files without a name of their own in one folder: never versions of one film by accident, never lost."""

from matinee.catalog.choosing import Choice, choose
from tests.matching.conftest import CONTENT, TitleTarget, house

FOLDER = "Heat (1995)"


async def unsorted(home) -> set[str]:
    rows = await home.scene.rows(
        "select f.path from match m join file f on f.id = m.file_id where m.state = 'inbox'"
        ' and m.reasons @> \'[{"code": "no_usable_title"}]\''
    )
    return {bytes(path).decode() for (path,) in rows}


async def test_files_that_say_nothing_beside_the_film_of_their_folder_are_questions(database, media):
    paths = [f"{FOLDER}/{name}.mkv" for name in ("00001", "movie", "video")]
    home = await house(database, media, "movies", *paths)
    before = [("Heat", 1995, 1), ("movie", None, 1), ("video", None, 1)]
    assert await home.titles() == before
    assert await unsorted(home) == set(paths[1:])
    await home.scene.scan()
    assert await home.titles() == before
    chosen = [Choice(await home.file(path), TitleTarget("Heat", 1995)) for path in paths]
    recorded = await home.do(choose, CONTENT, chosen)
    assert await home.titles() == [("Heat", 1995, 3)], "one answer for the folder: they are one film"
    await home.undo(recorded)
    assert await home.titles() == before


async def test_one_file_that_says_nothing_is_the_film_of_its_folder_and_stays_it(database, media):
    home = await house(database, media, "movies", f"{FOLDER}/video.mkv", f"{FOLDER}/trailer.mkv")
    heat = await home.item("Heat")
    assert await unsorted(home) == set()
    await home.watch(heat)
    home.scene.clock.at = home.scene.clock.at.replace(year=home.scene.clock.at.year + 1)
    home.scene.put(f"{FOLDER}/00002.mkv", b"another" * 99)
    await home.scene.scan()
    assert await unsorted(home) == {f"{FOLDER}/00002.mkv"}
    assert (
        await home.scene.one(
            "select v.item_id from part p join version v on v.id = p.version_id where p.file_id = :id",
            id=await home.file(f"{FOLDER}/video.mkv"),
        )
        == heat
    )


async def test_names_that_say_a_quality_or_an_edition_are_versions(database, media):
    names = (FOLDER, "1080p", "2160p", "Director's Cut")
    home = await house(database, media, "movies", *(f"{FOLDER}/{name}.mkv" for name in names))
    assert await home.titles() == [("Heat", 1995, 4)]


async def test_parts_without_a_name_stay_one_film(database, media):
    home = await house(database, media, "movies", f"{FOLDER}/cd1.mkv", f"{FOLDER}/cd2.mkv")
    assert await home.titles() == [("Heat", 1995, 2)]
    assert await home.scene.one("select count(*) from version") == 1
