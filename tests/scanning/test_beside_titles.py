"""What lies beside a film or an episode hangs on it after a scan: extras, subtitles with all they say, pictures."""

import os
from uuid import uuid4

import pytest

from matinee.access.policy import SYSTEM
from matinee.catalog.artwork.local import Beside, pictures_of_folder, pictures_of_video, poster_of_season
from matinee.catalog.repository.detail import load_extras
from matinee.scanning.apply import BATCH
from tests.scanning.scene import Scene, make_scene

FILM = "Heat (1995)/Heat (1995)"


async def extras_of(scene: Scene, title: str) -> dict[str, str]:
    [row] = await scene.rows("select id from item where title = :title and kind in ('movie', 'series')", title=title)
    async with scene.database.reading() as tx:
        ids = await load_extras(tx, SYSTEM, row[0])
    rows = await scene.rows("select title, extra_kind from item where id = any(:ids)", ids=ids)
    return dict(map(tuple, rows))


async def test_extras_by_folder_and_by_suffix_hang_on_their_film(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    for path in (
        f"{FILM}.mkv",
        f"{FILM}-trailer.mkv",
        "Heat (1995)/Heat (1995)-deleted.mkv",
        "Heat (1995)/Behind The Scenes/The Shootout.mkv",
        "Heat (1995)/trailers/Second Teaser.mkv",
    ):
        scene.put(path)
    await scene.scan()
    assert await scene.titles() == [("Heat", 1995, "present")]
    kinds = await extras_of(scene, "Heat")
    assert sorted(kinds.values()) == ["behind_the_scenes", "deleted_scene", "trailer", "trailer"]
    assert kinds["The Shootout"] == "behind_the_scenes"
    assert await scene.one("select count(*) from version v join item i on i.id = v.item_id where i.kind = 'movie'") == 1


async def test_extras_of_a_series_hang_on_it_and_are_no_episodes(database, tmp_path):
    scene = await make_scene(database, tmp_path / "s", "shows")
    scene.put("Dark/Season 1/Dark S01E01.mkv")
    scene.put("Dark/Featurettes/The Caves.mkv")
    await scene.scan()
    assert await extras_of(scene, "Dark") == {"The Caves": "featurette"}
    assert await scene.one("select count(*) from item where kind = 'episode'") == 1


async def test_subtitles_say_language_forced_sdh_default_and_title(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    scene.put(f"{FILM}.mkv")
    for words in (".en.srt", ".eng.forced.srt", ".German.SDH.ass", ".pt-BR.default.srt", ".de.Kommentar.srt"):
        scene.put(f"{FILM}{words}")
    scene.put("Heat (1995)/Subs/2_French.srt")
    await scene.scan()
    rows = await scene.rows(
        "select language, is_forced, is_hearing_impaired, is_default, title from stream where index >= 1000"
    )
    assert sorted(rows, key=str) == sorted(
        [
            ("en", False, False, False, None),
            ("en", True, False, False, None),
            ("de", False, True, False, None),
            ("pt-BR", False, False, True, None),
            ("de", False, False, False, "Kommentar"),
            ("fr", False, False, False, None),
        ],
        key=str,
    )


async def test_b14_in_a_folder_of_more_files_than_a_batch_takes_each_film_has_its_own_subtitle(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    for number in range(BATCH // 2 + 20):
        scene.put(f"all/Film {number} (2001).mkv")
        scene.put(f"all/Film {number} (2001).en.srt")
    await scene.scan()
    rows = await scene.rows(
        "select v.path, s.path from stream t join file v on v.id = t.file_id join file s on s.id = t.sidecar_file_id"
    )
    assert len(rows) == BATCH // 2 + 20
    assert all(bytes(sidecar) == bytes(video).removesuffix(b".mkv") + b".en.srt" for video, sidecar in rows)


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Heat (1995)-poster.jpg", "poster"),
        ("Heat (1995)-thumb.jpg", "thumb"),
        ("poster.png", "poster"),
        ("folder.jpg", "poster"),
        ("fanart.jpg", "backdrop"),
        ("backdrop.webp", "backdrop"),
        ("logo.png", "logo"),
    ],
)
def test_pictures_of_a_film_by_the_names_people_use(name, kind):
    picture = Beside(uuid4(), os.fsencode(f"Heat (1995)/{name}"))
    assert pictures_of_video([picture], os.fsencode(f"{FILM}.mkv"), alone=True) == {kind: picture}


def test_pictures_of_a_show_its_seasons_and_episodes():
    names = ["Dark/poster.jpg", "Dark/season01-poster.jpg", "Dark/season-specials-poster.jpg"]
    found = {name: Beside(uuid4(), os.fsencode(name)) for name in (*names, "Dark/Season 1/Dark S01E01-thumb.jpg")}
    pictures = list(found.values())
    assert pictures_of_folder(pictures, b"Dark") == {"poster": found["Dark/poster.jpg"]}
    assert poster_of_season(pictures, 1) == found["Dark/season01-poster.jpg"]
    assert poster_of_season(pictures, 0) == found["Dark/season-specials-poster.jpg"]
    assert poster_of_season(pictures, 2) is None
    episode = pictures_of_video(pictures, b"Dark/Season 1/Dark S01E01.mkv", alone=False)
    assert episode == {"thumb": found["Dark/Season 1/Dark S01E01-thumb.jpg"]}
