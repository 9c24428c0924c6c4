"""From a file in the database to its streams and pictures; and files that kill their reader (H8, H9, B2)."""

import os
from collections.abc import AsyncIterator
from pathlib import Path
from uuid import UUID

import pytest
from sqlalchemy import insert, select, text, update

from matinee.catalog import probe_soon, request_probing
from matinee.catalog.artwork import Artist
from matinee.catalog.probe import Probed, ProbeOrder, probe_file, repository
from matinee.catalog.tables import file, image, stream
from matinee.kit.boxed import MIB, BoxLimits, BoxPool, BoxTask
from matinee.kit.db import Database
from matinee.kit.ids import new_id
from matinee.kit.images import ImageStore
from matinee.kit.jobs import AWAITED, SPARE
from matinee.libraries.tables import root
from tests.media import media
from tests.shelf import Shelf

TESTS = os.fspath(Path(__file__).parents[2])


@pytest.fixture
async def pool() -> AsyncIterator[BoxPool]:
    async with BoxPool(size=1, extra_paths=(TESTS,)) as opened:
        yield opened


async def film(database: Database, folder: Path, name: str = "Film (2020).mkv") -> UUID:
    """Put a movie with one real file on the shelf; gives the file's id."""
    target = folder / name
    if not target.exists():
        target.write_bytes(media("h264.mkv").read_bytes())
    status = target.stat()
    async with database.transaction() as tx:
        shelf = Shelf(tx)
        library = await shelf.library()
        await tx.execute(update(root).where(root.c.library_id == library).values(path=os.fsencode(folder.parent)))
        movie = await shelf.movie("The Film", library, year=2020, with_file=False)
        file_id = await shelf.file(movie, library)
        await tx.execute(
            update(file)
            .where(file.c.id == file_id)
            .values(
                path=os.fsencode(f"{folder.name}/{name}"),
                folder=os.fsencode(folder.name),
                size_bytes=status.st_size,
                mtime_ns=status.st_mtime_ns,
                probe_state="pending",
            )
        )
        for each in folder.glob("*.jpg"):
            root_id = shelf.roots[library]
            row = {"id": new_id(), "root_id": root_id, "kind": "image", "size_bytes": 1, "mtime_ns": 0}
            path = {"path": os.fsencode(f"{folder.name}/{each.name}"), "folder": os.fsencode(folder.name)}
            await tx.execute(insert(file).values(**row, **path))
    return file_id


async def probe(
    database: Database, pool: BoxPool, file_id: UUID, task: BoxTask[ProbeOrder, Probed] | None = None
) -> str:
    """Do what the job does for one file."""
    async with database.reading() as reading:
        (seen,) = await repository.waiting(reading, [file_id])
    found = await (probe_file(database, pool, seen, task) if task else probe_file(database, pool, seen))
    async with database.transaction() as tx:
        assert await repository.store(tx, seen, found)
    return found.state


async def test_a_probed_file_has_its_streams_in_the_database(database: Database, pool: BoxPool, tmp_path: Path) -> None:
    folder = tmp_path / "Film (2020)"
    folder.mkdir()
    file_id = await film(database, folder)
    assert await probe(database, pool, file_id) == "done"
    async with database.reading() as reading:
        rows = (await reading.execute(select(stream.c.kind, stream.c.language).order_by(stream.c.index))).all()
        assert [tuple(row) for row in rows] == [("video", None), ("audio", "de")]
        assert not await repository.waiting(reading, [file_id])


async def test_b2_a_file_that_is_growing_waits(database: Database, pool: BoxPool, tmp_path: Path) -> None:
    folder = tmp_path / "Film"
    folder.mkdir()
    file_id = await film(database, folder)
    with (folder / "Film (2020).mkv").open("ab") as growing:
        growing.write(b"more")
    assert await probe(database, pool, file_id) == "incomplete"


@pytest.mark.parametrize("poison", ["crash", "eat_memory", "spin"])
async def test_h8_h9_a_file_that_kills_two_readers_is_set_aside(
    database: Database, pool: BoxPool, tmp_path: Path, poison: str
) -> None:
    folder = tmp_path / "Film"
    folder.mkdir()
    file_id = await film(database, folder)
    limits = BoxLimits(memory_bytes=256 * MIB, cpu_seconds=1)
    killer: BoxTask[ProbeOrder, Probed] = BoxTask(f"tests.probe.poison:{poison}", Probed, limits)
    assert await probe(database, pool, file_id, killer) == "unreadable"
    async with database.reading() as reading:
        strikes, words = (await reading.execute(select(file.c.probe_strikes, file.c.probe_error))).one()
        assert strikes == 2
        assert "until it changes" in words
        assert not await repository.waiting(reading, [file_id])
    other = tmp_path / "Other"
    other.mkdir()
    assert await probe(database, pool, await film(database, other)) == "done"


async def test_a_film_without_artwork_gets_a_card(database: Database, pool: BoxPool, tmp_path: Path) -> None:
    folder = tmp_path / "Film (2020)"
    folder.mkdir()
    file_id = await film(database, folder)
    await probe(database, pool, file_id)
    artist = Artist(ImageStore.in_folder(tmp_path / "data", pool), pool)
    assert await artist.dress(database, file_id) == 3
    assert await artist.dress(database, file_id) == 0
    async with database.reading() as reading:
        rows = await reading.execute(select(image.c.type, image.c.source, image.c.width, image.c.height))
        shapes = {row.type: (row.source, round(row.width / row.height, 2)) for row in rows}
    assert shapes == {"poster": ("card", 0.67), "thumb": ("card", 1.78), "backdrop": ("card", 1.78)}


async def test_artwork_beside_the_film_wins_and_a_broken_one_does_not(
    database: Database, pool: BoxPool, tmp_path: Path
) -> None:
    from PIL import Image

    folder = tmp_path / "Film (2020)"
    folder.mkdir()
    Image.new("RGB", (200, 300), "red").save(folder / "poster.jpg")
    (folder / "fanart.jpg").write_text("<html>Not found</html>")
    file_id = await film(database, folder)
    await probe(database, pool, file_id)
    store = ImageStore.in_folder(tmp_path / "data", pool)
    await Artist(store, pool).dress(database, file_id)
    async with database.reading() as reading:
        rows = (await reading.execute(select(image.c.type, image.c.source, image.c.content_hash))).all()
    assert {row.type: row.source for row in rows} == {"poster": "local", "backdrop": "card", "thumb": "card"}
    made = await store.resized(next(row.content_hash for row in rows if row.type == "poster"), 99_999_999)
    assert made is not None
    assert made[8:12] == b"WEBP"


async def test_files_below_what_somebody_opens_come_first_and_others_stay_in_their_place(database: Database) -> None:
    async with database.transaction() as tx:
        shelf = Shelf(tx)
        library = await shelf.library("Shows", kind="shows")
        opened, other = await shelf.series("Opened", library), await shelf.series("Other", library)
        for show in (opened, other):
            season = await shelf.season(show, 1, library)
            for number in (1, 2):
                await shelf.episode(show, season, 1, number, library)
        await tx.execute(text("update file set probe_state = 'pending', folder = path"))
        videos = (await tx.execute(select(file.c.root_id, file.c.folder, file.c.id))).all()
        await request_probing(tx, [(row[0], bytes(row[1]), row[2]) for row in videos])
    async with database.reading() as tx:
        await probe_soon(tx, [opened])
        rows = await tx.execute(text("select priority, arguments -> 'file_ids' ->> 0 from job"))
        priorities = {file_id: priority for priority, file_id in rows}
        below = [str(each) for each in (await tx.execute(_BELOW, {"series": opened})).scalars()]
    assert len(priorities) == 4
    assert {priorities.pop(each) for each in below} == {AWAITED}
    assert set(priorities.values()) == {SPARE}


_BELOW = text("""
    select p.file_id from item i join version v on v.item_id = i.id join part p on p.version_id = v.id
    where i.series_id = :series
""")
