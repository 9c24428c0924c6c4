"""A machine's index follows the documents, heals itself, and never leaves its readers without one."""

import asyncio
import shutil
from pathlib import Path

import pytest
from sqlalchemy import text

from matinee.kit.db import Database
from matinee.kit.jobs.testing import InlineWorker
from matinee.movies import KINDS as MOVIE_KINDS
from matinee.movies import request_rebuild
from matinee.search import SearchKeeper, remove_documents, write_documents
from matinee.search.records import Question
from matinee.search.tantivy_index import IndexBroken
from tests.shelf import Shelf


async def titled(database: Database, *titles: str) -> list:
    async with database.transaction() as tx:
        shelf = Shelf(tx)
        library = await shelf.library()
        ids = [await shelf.movie(title, library) for title in titles]
        await write_documents(tx, ids)
    return ids


async def found(keeper: SearchKeeper, query: str) -> list:
    return [each.id for each in (await keeper.find(Question(query))).found]


async def test_an_index_is_made_follows_and_is_opened_again_where_it_stood(database, tmp_path):
    [alien] = await titled(database, "Alien")
    keeper = SearchKeeper(database, tmp_path)
    assert not keeper.is_ready
    await keeper.catch_up()
    assert keeper.is_ready
    assert await found(keeper, "alein") == [alien]
    [heat] = await titled(database, "Heat")
    await keeper.catch_up()
    assert await found(keeper, "haet") == [heat]
    other = SearchKeeper(database, tmp_path)
    async with database.transaction() as tx:
        await tx.execute(text("truncate search_document"))
    await other.catch_up()
    assert await found(other, "alien") == [alien], "it was not built anew"


async def test_a_document_of_a_transaction_that_commits_late_is_not_skipped(database, tmp_path):
    keeper = SearchKeeper(database, tmp_path)
    await keeper.catch_up()
    async with database.transaction() as slow:
        shelf = Shelf(slow)
        late = await shelf.movie("Late", await shelf.library())
        await write_documents(slow, [late])
        [early] = await titled(database, "Early")
        await keeper.catch_up()
        assert await found(keeper, "early") == [early]
        assert await found(keeper, "late") == []
    await keeper.catch_up()
    assert await found(keeper, "late") == [late]
    assert await found(keeper, "early") == [early]


@pytest.mark.parametrize("fault", ["deleted", "part deleted", "damaged", "other form"])
async def test_an_index_that_is_gone_or_damaged_is_built_anew(database, tmp_path, fault):
    [alien] = await titled(database, "Alien")
    await SearchKeeper(database, tmp_path).catch_up()
    [folder] = [each for each in tmp_path.iterdir() if each.is_dir()]
    if fault == "deleted":
        shutil.rmtree(folder)
    elif fault == "part deleted":
        shutil.rmtree(folder / "people")
    elif fault == "damaged":
        (folder / "titles" / "meta.json").write_bytes(b"\0" * 20)
    else:
        (folder / "state.json").write_bytes(b'{"form": 0, "mark": {"revision": 1, "generation": 0}}')
    keeper = SearchKeeper(database, tmp_path)
    await keeper.catch_up()
    assert await found(keeper, "alien") == [alien]


async def test_a_folder_deleted_under_a_running_keeper_is_built_anew_at_its_next_look(database, tmp_path):
    [alien] = await titled(database, "Alien")
    keeper = SearchKeeper(database, tmp_path)
    await keeper.catch_up()
    for each in Path(tmp_path).iterdir():
        shutil.rmtree(each)
    await keeper.catch_up()
    assert await found(keeper, "alien") == [alien]
    again = SearchKeeper(database, tmp_path)
    await again.catch_up()
    assert await found(again, "alien") == [alien]


async def test_a_folder_that_cannot_be_written_is_told_and_is_used_once_it_can(database, tmp_path):
    [alien] = await titled(database, "Alien")
    folder = tmp_path / "search"
    folder.write_bytes(b"a file where the folder belongs")
    keeper = SearchKeeper(database, folder)
    with pytest.raises(IndexBroken):
        await keeper.catch_up()
    async with keeper:
        assert await found(keeper, "alien") == []
        folder.unlink()
        async with asyncio.timeout(120):
            while await found(keeper, "alien") != [alien]:
                await titled(database, "Heat")
                await asyncio.sleep(0.05)


async def test_an_index_damaged_under_its_readers_is_built_anew(database, tmp_path):
    [alien] = await titled(database, "Alien")
    keeper = SearchKeeper(database, tmp_path)
    await keeper.catch_up()
    for each in tmp_path.rglob("*.store"):
        with each.open("r+b") as file:
            file.write(b"\xff" * (each.stat().st_size - 200))
    again = SearchKeeper(database, tmp_path)
    async with again, asyncio.timeout(120):
        while await found(again, "alien") != [alien]:
            await asyncio.sleep(0.05)


async def test_two_machines_each_follow_the_same_documents(database, tmp_path):
    async with SearchKeeper(database, tmp_path / "one") as one, SearchKeeper(database, tmp_path / "two") as two:
        [alien] = await titled(database, "Alien")
        async with asyncio.timeout(120):
            while [await found(each, "alein") for each in (one, two)] != [[alien], [alien]]:
                await asyncio.sleep(0.05)


async def test_only_names_in_the_libraries_asked_for_are_proposed_and_those_of_unknown_place(database, tmp_path):
    async with database.transaction() as tx:
        shelf = Shelf(tx)
        here, there = await shelf.library(), await shelf.library()
        alien, aliens = await shelf.movie("Alien", here), await shelf.movie("Aliens", there)
        await write_documents(tx, [alien, aliens])
    keeper = SearchKeeper(database, tmp_path)
    await keeper.catch_up()

    async def proposed(*libraries) -> list:
        question = Question("alien", libraries=frozenset(libraries))
        return [each.id for each in (await keeper.find(question)).found]

    assert (await proposed(here), await proposed(there)) == ([alien], [aliens])
    assert await proposed(here, there) == [alien, aliens]
    async with database.transaction() as tx:
        await tx.execute(text("update search_document set libraries = '{}', revision = pg_current_xact_id()"))
    await keeper.catch_up()
    assert await proposed(here) == [alien, aliens]


async def test_a_rebuild_swaps_and_readers_never_see_a_gap(database, tmp_path):
    [alien, gone] = await titled(database, "Alien", "Vanished")
    keeper = SearchKeeper(database, tmp_path)
    await keeper.catch_up()
    async with database.transaction() as tx:
        await tx.execute(text("delete from version"))
        await tx.execute(text("delete from item where id = :id"), {"id": gone})
        job = await request_rebuild(tx)
    await InlineWorker(database, MOVIE_KINDS).run_waiting()
    building = asyncio.create_task(keeper.catch_up())
    seen = 0
    while not building.done():
        assert await found(keeper, "alien") == [alien]
        seen += 1
    assert seen
    assert await found(keeper, "vanished") == []
    async with database.reading() as tx:
        state = (await tx.execute(text("select state, result from job where id = :id"), {"id": job.job_id})).one()
    assert tuple(state) == ("completed", {"movies": 1})
    assert len([each for each in tmp_path.iterdir() if each.is_dir()]) == 1


async def test_a_running_keeper_hears_of_changes_by_itself(database, tmp_path):
    async with SearchKeeper(database, tmp_path) as keeper:
        [alien] = await titled(database, "Alien")
        async with asyncio.timeout(120):
            while await found(keeper, "alien") != [alien]:
                await asyncio.sleep(0.05)
        async with database.transaction() as tx:
            await remove_documents(tx, [alien])
        async with asyncio.timeout(120):
            while await found(keeper, "alien"):
                await asyncio.sleep(0.05)


async def test_a_database_restored_with_an_earlier_count_of_transactions_is_read_from_the_start(database, tmp_path):
    [alien] = await titled(database, "Alien")
    keeper = SearchKeeper(database, tmp_path)
    await keeper.catch_up()
    [folder] = [each for each in tmp_path.iterdir() if each.is_dir()]
    (folder / "state.json").write_bytes(b'{"form": 2, "mark": {"revision": 999999999999, "generation": 0}}')
    again = SearchKeeper(database, tmp_path)
    [heat] = await titled(database, "Heat")
    await again.catch_up()
    assert await found(again, "heat") == [heat]
    assert await found(again, "alien") == [alien]
