"""Odd files through the whole scan: empty ones (B1), names of any bytes (B11, B12), an NFO of two gigabytes (B27)."""

import json
import os
import unicodedata

from matinee.access.policy import SYSTEM
from matinee.catalog import load_items
from tests.media import media
from tests.metadata.dressed import Dressed
from tests.scanning.scene import make_scene
from tests.shelf import PlainTags

NAMES = [
    "Films 🎬 (2001)/Films 🎬 (2001).mkv".encode(),
    unicodedata.normalize("NFC", "Amélie Twin (2001)/Amélie Twin (2001).mkv").encode(),
    unicodedata.normalize("NFD", "Amélie Twin (2001)/Amélie Twin (2001).mkv").encode(),
    "\u202egnp.lortnoC (2002)/\u202egnp.lortnoC (2002).mkv".encode(),
    b"Dotted (2003)./Dotted (2003)..mkv",
    b"Spaced (2004) /Spaced (2004) .mkv",
    b"Two\nLines (2005)/Two\nLines (2005).mkv",
    b"Latin \xe9t\xe9 (2006)/Latin \xe9t\xe9 (2006).mkv",
    b"\xff\xfe\x80 (2007)/\xff\xfe\x80 (2007).mkv",
    b"L" * 244 + b" (2008).mkv",
]


async def test_b11_b12_each_name_is_one_file_by_its_bytes_and_its_title_is_valid_json(database, tmp_path):
    root = tmp_path / "m"
    scene = await make_scene(database, root)
    for number, name in enumerate(NAMES):
        path = os.path.join(os.fsencode(root), name)
        os.makedirs(os.path.dirname(path), exist_ok=True)
        with open(path, "wb") as file:
            file.write(b"%d" % number * 99)
    for _ in range(2):
        await scene.scan()
        paths = await scene.rows("select path from file where missing_since is null")
        assert sorted(bytes(row[0]) for row in paths) == sorted(NAMES)
    ids = [row[0] for row in await scene.rows("select id from item where kind = 'movie' and merged_into is null")]
    async with database.reading() as tx:
        items = await load_items(tx, SYSTEM, PlainTags(), ids)
    assert len(items) == len(NAMES) - 1, "the twins are two versions of one film"
    for each in items:
        assert json.loads(json.dumps(each.title).encode()) == each.title
        assert each.title.isprintable()
        assert each.title


async def test_b1_an_empty_file_is_incomplete_asks_for_no_work_again_and_is_looked_at_when_it_grows(database, tmp_path):
    scene = await make_scene(database, tmp_path / "m")
    film = scene.put("Film (2001)/Film (2001).mkv", b"")
    await scene.scan()
    await scene.probe()
    assert await scene.rows("select probe_state from file") == [("incomplete",)]
    assert await scene.titles() == [("Film", 2001, "present")]
    scene.probed.clear()
    for _ in range(3):
        await scene.scan()
    assert scene.probed == [], "nothing changed, so nothing is examined again"
    film.write_bytes(media("h264.mkv").read_bytes())
    await scene.scan()
    assert len(scene.probed) == 1
    await scene.probe()
    assert await scene.rows("select probe_state from file") == [("done",)]


async def test_b27_an_nfo_of_two_gigabytes_is_passed_over_and_the_title_is_as_its_name_says(database, tmp_path):
    dressed = Dressed(await make_scene(database, tmp_path / "m"))
    dressed.scene.put("Film (2001)/Film (2001).mkv")
    nfo = dressed.scene.put("Film (2001)/movie.nfo", b"<movie><title>Other</title>")
    os.truncate(nfo, 2 << 30)  # sparse: it takes no room
    await dressed.scan()
    assert await dressed.scene.titles() == [("Film", 2001, "present")]
    notes = await dressed.scene.one("select notes from item_answer")
    assert "too_large" in str(notes)
