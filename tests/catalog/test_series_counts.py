"""What is counted below a series is what the viewer may see of it, whatever becomes of its episodes."""

from uuid import UUID

from sqlalchemy import insert, update

from matinee.access.policy import Viewer
from matinee.catalog import Item, TitleQuery, load_items, next_episodes, page_by_cursor
from matinee.catalog.tables import item, state
from matinee.kit.db import Connection
from tests.shelf import LONG_AGO, PlainTags, Shelf


async def card(tx: Connection, viewer: Viewer, series_id: UUID) -> Item:
    (found,) = await load_items(tx, viewer, PlainTags(), [series_id])
    return found


async def listed(tx: Connection, viewer: Viewer, *, watched: bool) -> list[UUID]:
    return (await page_by_cursor(tx, viewer, TitleQuery(kind="series", watched=watched), 10, None)).ids


async def watch(tx: Connection, viewer: Viewer, *episodes: UUID) -> None:
    for each in episodes:
        values = {"account_id": viewer.user_id, "entity_id": each, "watched": True, "last_played_at": LONG_AGO}
        await tx.execute(insert(state).values(values))


async def test_a_series_is_watched_when_nothing_is_left_that_the_viewer_may_see(shelf: Shelf, tx: Connection) -> None:
    shows, attic = await shelf.library(kind="shows"), await shelf.library("Attic", kind="shows")
    series = await shelf.series("Wombats", shows, minimum_age=6)
    season = await shelf.season(series, 1, shows)
    seen = await shelf.episode(series, season, 1, 1, shows, minimum_age=6)
    await shelf.episode(series, season, 1, 2, attic, minimum_age=6)
    await shelf.episode(series, season, 1, 3, shows, minimum_age=18)
    child = await shelf.viewer(shows, maximum_age=12)
    await watch(tx, child, seen)
    for each in (series, season):
        shown = await card(tx, child, each)
        assert (shown.episode_count, shown.unwatched_count, shown.state.watched) == (1, 0, True)
    assert (await listed(tx, child, watched=True), await listed(tx, child, watched=False)) == ([series], [])
    adult = await shelf.viewer(everything=True)
    await watch(tx, adult, seen)
    for each in (series, season):
        shown = await card(tx, adult, each)
        assert (shown.episode_count, shown.unwatched_count, shown.state.watched) == (3, 2, False)
    assert (await listed(tx, adult, watched=True), await listed(tx, adult, watched=False)) == ([], [series])


async def test_a_series_of_which_nothing_may_be_seen_is_not_watched(shelf: Shelf, tx: Connection) -> None:
    shows = await shelf.library(kind="shows")
    series = await shelf.series("Wombats", shows)
    viewer = await shelf.viewer(shows)
    assert not (await card(tx, viewer, series)).state.watched
    assert (await listed(tx, viewer, watched=True), await listed(tx, viewer, watched=False)) == ([], [series])


async def test_an_episode_of_two_libraries_counts_once(shelf: Shelf, tx: Connection) -> None:
    shows, more = await shelf.library(kind="shows"), await shelf.library("More", kind="shows")
    series = await shelf.series("Wombats", shows)
    season = await shelf.season(series, 1, shows)
    episode = await shelf.episode(series, season, 1, 1, shows)
    for each, kind in ((series, "series"), (season, "season"), (episode, "episode")):
        await shelf.hold(each, more, kind)
    viewer = await shelf.viewer(shows, more)
    shown = await card(tx, viewer, series)
    assert (shown.season_count, shown.episode_count, shown.unwatched_count) == (1, 1, 1)
    await watch(tx, viewer, episode)
    assert (await card(tx, viewer, series)).unwatched_count == 0


async def test_an_episode_that_moves_to_another_series_takes_its_marks_along(shelf: Shelf, tx: Connection) -> None:
    shows = await shelf.library(kind="shows")
    left, entered = await shelf.series("Left", shows), await shelf.series("Entered", shows)
    season = await shelf.season(entered, 1, shows)
    moving = await shelf.episode(left, await shelf.season(left, 1, shows), 1, 1, shows)
    following = await shelf.episode(entered, season, 1, 2, shows)
    viewer = await shelf.viewer(shows)
    await watch(tx, viewer, moving)
    assert await next_episodes(tx, viewer, 10) == []
    await tx.execute(update(item).where(item.c.id == moving).values(series_id=entered, parent_id=season))
    assert (await card(tx, viewer, left)).episode_count == 0
    shown = await card(tx, viewer, entered)
    assert (shown.episode_count, shown.unwatched_count) == (2, 1)
    assert [each.item_id for each in await next_episodes(tx, viewer, 10)] == [following]


async def test_an_episode_that_is_rated_anew_is_counted_by_its_new_age(shelf: Shelf, tx: Connection) -> None:
    shows = await shelf.library(kind="shows")
    series = await shelf.series("Wombats", shows, minimum_age=6)
    episode = await shelf.episode(series, None, 1, 1, shows, minimum_age=6)
    child = await shelf.viewer(shows, maximum_age=12)
    assert (await card(tx, child, series)).episode_count == 1
    await tx.execute(update(item).where(item.c.id == episode).values(minimum_age=16))
    assert (await card(tx, child, series)).episode_count == 0
