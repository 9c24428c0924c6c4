"""What is kept between requests rests on nothing whose change is not told."""

from matinee.browse.home import home_rows
from matinee.browse.repository import library_links, notices
from matinee.catalog import count_genres, load_files
from matinee.kit.db import Database
from tests.shelf import PlainTags, Shelf

OWN = {"account", "account_library"}
"""Read for who asks, not for what is kept: their changes change the key."""


async def test_every_table_that_a_kept_answer_reads_tells_its_changes(database: Database):
    async with database.transaction() as tx:
        shelf = Shelf(tx)
        films, shows = await shelf.library(), await shelf.library("Shows", "shows")
        await shelf.genre("Drama", await shelf.movie("Heat", films))
        series = await shelf.series("Dark", shows)
        episode = await shelf.episode(series, await shelf.season(series, 1, shows), 1, 1, shows)
        viewer = await shelf.viewer(films, shows)
        await tx.exec_driver_sql("select pg_stat_force_next_flush()")
    async with database.transaction() as tx:
        await home_rows(tx, viewer, PlainTags())
        await library_links(tx, viewer)
        await notices(tx, viewer)
        await count_genres(tx, viewer, ("movie",))
        assert await load_files(tx, viewer, episode, with_paths=True)
        read = await tx.exec_driver_sql(
            "select relname from pg_stat_xact_user_tables where coalesce(seq_scan, 0) + coalesce(idx_scan, 0) > 0"
        )
        tables = set(read.scalars())
        told = await tx.exec_driver_sql("select tgrelid::regclass::text from pg_trigger where tgname = 'tell_changes'")
        assert {"item", "file", "genre", "state"} <= tables, "the reads found something to read"
        assert tables - OWN <= set(told.scalars())
