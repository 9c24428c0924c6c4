"""Lists show what the viewer may see, in any order, page by page."""

import itertools
from datetime import UTC, date, datetime
from uuid import UUID

import pytest
from sqlalchemy import insert, update

from matinee.access.policy import Viewer
from matinee.catalog import (
    Anchors,
    Sort,
    TitleQuery,
    count_genres,
    episode_page,
    load_items,
    page_by_cursor,
    season_ids,
)
from matinee.catalog.repository.lists import anchors, list_index
from matinee.catalog.tables import item, state
from matinee.catalog.titles import Window, list_titles
from matinee.kit.db import Connection
from matinee.kit.db.pages import InvalidCursor
from tests.shelf import PlainTags, Shelf

MOVIES = TitleQuery(kind="movie")


async def titles(tx: Connection, viewer: Viewer, query: TitleQuery = MOVIES) -> list[str]:
    page = await page_by_cursor(tx, viewer, query, 100, None)
    return [each.title for each in await load_items(tx, viewer, PlainTags(), page.ids)]


async def test_a_viewer_sees_only_titles_of_granted_libraries(shelf: Shelf, tx: Connection) -> None:
    films, attic = await shelf.library(), await shelf.library("Attic")
    await shelf.movie("Seen", films)
    await shelf.movie("Hidden", attic)
    assert await titles(tx, await shelf.viewer(films)) == ["Seen"]
    assert await titles(tx, await shelf.viewer()) == []
    assert await titles(tx, await shelf.viewer(everything=True)) == ["Hidden", "Seen"]


async def test_an_age_ceiling_hides_what_is_rated_above_it(shelf: Shelf, tx: Connection) -> None:
    films = await shelf.library()
    await shelf.movie("For all", films, minimum_age=0)
    await shelf.movie("Grown up", films, minimum_age=16)
    await shelf.movie("Unrated", films)
    assert await titles(tx, await shelf.viewer(films, maximum_age=12)) == ["For all", "Unrated"]
    assert await titles(tx, await shelf.viewer(films, maximum_age=12, sees_unrated=False)) == ["For all"]


@pytest.mark.parametrize(("sort", "descending"), list(itertools.product(Sort, [False, True])))
async def test_pages_follow_one_another_without_gap_or_repeat(
    shelf: Shelf, tx: Connection, sort: Sort, descending: bool
) -> None:
    films, more = await shelf.library(), await shelf.library("More")
    made = [
        await shelf.movie(f"T{n % 4}", films, year=None if n % 3 == 0 else 2000 + n % 5, rating=n % 4 or None)
        for n in range(23)
    ]
    await shelf.hold(made[3], more, "movie")
    viewer = await shelf.viewer(films, more)
    for n, played in enumerate(made[1:9]):  # two at each moment; pages of five straddle what was never played
        at = datetime(2024, 5, 1 + n // 2, tzinfo=UTC)
        await tx.execute(insert(state).values(account_id=viewer.user_id, entity_id=played, last_played_at=at))
    query = TitleQuery(kind="movie", sort=sort, descending=descending)
    whole = (await page_by_cursor(tx, viewer, query, 100, None)).ids
    walked, cursor = [], None
    while True:
        page = await page_by_cursor(tx, viewer, query, 5, cursor)
        walked += page.ids
        cursor = page.next_cursor
        if cursor is None:
            break
    assert walked == whole
    assert sorted(walked) == sorted(made)


async def test_recently_added_goes_by_the_granted_libraries_alone(shelf: Shelf, tx: Connection) -> None:
    films, attic = await shelf.library(), await shelf.library("Attic")
    old = await shelf.movie("Old in the attic", attic)
    await shelf.movie("Middle", films)
    await shelf.hold(old, films, "movie")
    newest_first = TitleQuery(kind="movie", sort=Sort.ADDED, descending=True)
    assert await titles(tx, await shelf.viewer(films), newest_first) == ["Old in the attic", "Middle"]
    assert await titles(tx, await shelf.viewer(films, attic), newest_first) == ["Middle", "Old in the attic"]


async def test_filters_narrow_a_list(shelf: Shelf, tx: Connection) -> None:
    films, attic = await shelf.library(), await shelf.library("Attic")
    western = await shelf.movie("Western", films, year=1968)
    await shelf.movie("Comedy", films, year=1970)
    await shelf.movie("Attic comedy", attic, year=1970)
    await shelf.genre("Western", western)
    viewer = await shelf.viewer(everything=True)
    assert await titles(tx, viewer, TitleQuery(kind="movie", genre="western")) == ["Western"]
    assert await titles(tx, viewer, TitleQuery(kind="movie", year=1970)) == ["Attic comedy", "Comedy"]
    assert await titles(tx, viewer, TitleQuery(kind="movie", library_id=attic)) == ["Attic comedy"]
    assert await titles(tx, viewer, TitleQuery(kind="movie", watched=True)) == []
    assert len(await titles(tx, viewer, TitleQuery(kind="movie", watched=False))) == 3


async def test_a_library_filter_does_not_open_a_library(shelf: Shelf, tx: Connection) -> None:
    films, attic = await shelf.library(), await shelf.library("Attic")
    both = await shelf.movie("Both", films)
    await shelf.hold(both, attic, "movie")
    assert await titles(tx, await shelf.viewer(films), TitleQuery(kind="movie", library_id=attic)) == []


async def test_a_cursor_of_another_order_is_refused(shelf: Shelf, tx: Connection) -> None:
    films = await shelf.library()
    for n in range(3):
        await shelf.movie(f"T{n}", films)
    viewer = await shelf.viewer(films)
    page = await page_by_cursor(tx, viewer, MOVIES, 1, None)
    with pytest.raises(InvalidCursor):
        await page_by_cursor(tx, viewer, TitleQuery(kind="movie", sort=Sort.YEAR), 1, page.next_cursor)
    with pytest.raises(InvalidCursor):
        await page_by_cursor(tx, viewer, MOVIES, 1, "rubbish!")


async def test_the_jump_rail_counts_what_the_viewer_sees(shelf: Shelf, tx: Connection) -> None:
    films, attic = await shelf.library(), await shelf.library("Attic")
    for title in ("1917", "Alien", "Amadeus", "Brazil"):
        await shelf.movie(title, films)
    await shelf.movie("Casablanca", attic)
    rail = await list_index(tx, await shelf.viewer(films), MOVIES)
    assert [(group.label, group.offset, group.count) for group in rail.groups] == [
        ("#", 0, 1),
        ("A", 1, 2),
        ("B", 3, 1),
    ]
    assert rail.total == 4


async def test_any_offset_gives_the_same_rows_as_walking_there(shelf: Shelf, tx: Connection) -> None:
    films = await shelf.library()
    for n in range(30):
        await shelf.movie(f"T{n:02}", films)
    viewer = await shelf.viewer(films)
    total, places = await anchors(tx, viewer, MOVIES, 10)
    assert total == 30
    assert len(places) == 3
    window = Window(limit=4, offset=17, with_total=True)
    page = await list_titles(tx, viewer, MOVIES, window, Anchors(), PlainTags())
    assert [each.title for each in page.items] == ["T17", "T18", "T19", "T20"]
    assert page.total == 30


async def test_a_title_shows_state_versions_and_missing_of_granted_libraries_only(shelf: Shelf, tx: Connection) -> None:
    films, attic = await shelf.library(), await shelf.library("Attic")
    both = await shelf.movie("Both", attic, minutes=90)
    await shelf.hold(both, films, "movie", present=False)
    [seen] = await load_items(tx, await shelf.viewer(films), PlainTags(), [both])
    assert seen.missing_since is not None
    assert seen.library_ids == [films]
    assert seen.duration_ms is None
    [seen] = await load_items(tx, await shelf.viewer(attic), PlainTags(), [both])
    assert seen.missing_since is None
    assert seen.duration_ms == 90 * 60_000


async def test_genres_count_visible_titles(shelf: Shelf, tx: Connection) -> None:
    films, attic = await shelf.library(), await shelf.library("Attic")
    await shelf.genre("Drama", await shelf.movie("A", films), await shelf.movie("B", attic))
    await shelf.genre("Noir", await shelf.movie("C", attic))
    found = await count_genres(tx, await shelf.viewer(films), ("movie",))
    assert [(each.name, each.count) for each in found] == [("Drama", 1)]


async def test_episodes_come_as_the_seasons_do_specials_last_and_those_without_a_number_by_date(
    shelf: Shelf, tx: Connection
) -> None:
    library = await shelf.library("Shows", "shows")
    viewer = await shelf.viewer(library)
    series = await shelf.series("Dark", library)
    seasons = {number: await shelf.season(series, number, library) for number in (0, 1, 2)}
    wanted = [
        await shelf.episode(series, seasons[1], 1, 1, library),
        await shelf.episode(series, seasons[1], 1, 2, library),
    ]
    later = await shelf.episode(series, seasons[2], 2, 1, library, air_date=date(2020, 5, 2))
    sooner = await shelf.episode(series, seasons[2], 2, 2, library, air_date=date(2020, 5, 1))
    await tx.execute(update(item).values(episode_number=None).where(item.c.id.in_([later, sooner])))
    special = await shelf.episode(series, seasons[0], 0, 1, library)
    wanted += [sooner, later, special]
    walked: list[UUID] = []
    page = await episode_page(tx, viewer, series, None, 2, None)
    walked += page.ids
    while page.next_cursor:
        page = await episode_page(tx, viewer, series, None, 2, page.next_cursor)
        walked += page.ids
    assert walked == wanted
    assert await season_ids(tx, viewer, series) == [seasons[1], seasons[2], seasons[0]]
