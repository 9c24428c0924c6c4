"""Progress, watched marks with undo, favourites, continue watching, next up."""

from uuid import UUID

import pytest
from sqlalchemy import func, select

from matinee.access.policy import Viewer
from matinee.catalog import (
    ItemNotFound,
    NothingToWatch,
    UndoGone,
    continue_watching,
    dismiss,
    load_items,
    mark_watched,
    mark_watched_up_to,
    next_episodes,
    report_progress,
    successor_of,
    undo,
)
from matinee.catalog.repository.next_up import next_of_series
from matinee.catalog.schemas import ItemState
from matinee.catalog.tables import play
from matinee.kit.db import Connection
from matinee.kit.ids import new_id
from tests.shelf import PlainTags, Shelf, StoppedClock

MINUTE = 60_000


async def state_of(tx: Connection, viewer: Viewer, item_id: UUID) -> ItemState:
    [found] = await load_items(tx, viewer, PlainTags(), [item_id])
    return found.state


async def plays(tx: Connection) -> int:
    return (await tx.execute(select(func.count()).select_from(play))).scalar_one()


async def test_progress_is_kept_and_shown_in_continue_watching(
    shelf: Shelf, tx: Connection, clock: StoppedClock
) -> None:
    films = await shelf.library()
    viewer, film = await shelf.viewer(films), await shelf.movie("Film", films)
    await report_progress(tx, viewer, film, 30 * MINUTE, clock=clock)
    assert (await state_of(tx, viewer, film)).position_ms == 30 * MINUTE
    assert await continue_watching(tx, viewer, 10) == [film]


async def test_a_film_seen_to_its_credits_is_watched_and_counted_once(
    shelf: Shelf, tx: Connection, clock: StoppedClock
) -> None:
    films = await shelf.library()
    viewer, film = await shelf.viewer(films), await shelf.movie("Film", films, minutes=100)
    for minute in (50, 91, 95, 99):
        await report_progress(tx, viewer, film, minute * MINUTE, clock=clock)
    state = await state_of(tx, viewer, film)
    assert (state.watched, state.play_count, state.position_ms) == (True, 1, 0)
    assert await plays(tx) == 1
    for minute in (10, 92):
        await report_progress(tx, viewer, film, minute * MINUTE, clock=clock)
    assert (await state_of(tx, viewer, film)).play_count == 2


async def test_a_position_beyond_the_end_is_clamped_to_it(shelf: Shelf, tx: Connection, clock: StoppedClock) -> None:
    films = await shelf.library()
    viewer, film = await shelf.viewer(films), await shelf.movie("Film", films)
    await report_progress(tx, viewer, film, 2**50, clock=clock)
    state = await state_of(tx, viewer, film)
    assert (state.watched, state.position_ms) == (True, 0)


async def test_one_viewers_progress_is_not_anothers(shelf: Shelf, tx: Connection, clock: StoppedClock) -> None:
    films = await shelf.library()
    film = await shelf.movie("Film", films)
    await report_progress(tx, await shelf.viewer(films), film, MINUTE, clock=clock)
    other = await shelf.viewer(films)
    assert (await state_of(tx, other, film)).position_ms == 0
    assert await continue_watching(tx, other, 10) == []


async def test_what_may_not_be_seen_takes_no_state(shelf: Shelf, tx: Connection, clock: StoppedClock) -> None:
    films, attic = await shelf.library(), await shelf.library("Attic")
    hidden = await shelf.movie("Hidden", attic)
    viewer = await shelf.viewer(films)
    for refused in (hidden, new_id()):
        with pytest.raises(ItemNotFound):
            await report_progress(tx, viewer, refused, MINUTE, clock=clock)
        with pytest.raises(ItemNotFound):
            await mark_watched(tx, viewer, refused, watched=True, clock=clock)


async def test_dismissed_titles_return_when_played_again(shelf: Shelf, tx: Connection, clock: StoppedClock) -> None:
    films = await shelf.library()
    viewer, film = await shelf.viewer(films), await shelf.movie("Film", films)
    await report_progress(tx, viewer, film, 30 * MINUTE, clock=clock)
    clock.pass_(minutes=1)
    await dismiss(tx, viewer, film, clock=clock)
    assert await continue_watching(tx, viewer, 10) == []
    assert (await state_of(tx, viewer, film)).position_ms == 30 * MINUTE
    clock.pass_(minutes=1)
    await report_progress(tx, viewer, film, 31 * MINUTE, clock=clock)
    assert await continue_watching(tx, viewer, 10) == [film]


class Show:
    """Two seasons of three, and a special."""

    def __init__(self, series: UUID, seasons: dict[int, UUID], episodes: dict[tuple[int, int], UUID]) -> None:
        self.series, self.seasons, self.episodes = series, seasons, episodes

    @classmethod
    async def on(
        cls, shelf: Shelf, library: UUID, *, missing: tuple[tuple[int, int], ...] = (), **special: int
    ) -> "Show":
        series = await shelf.series("Show", library)
        seasons = {number: await shelf.season(series, number, library) for number in (0, 1, 2)}
        episodes = {
            (season, number): await shelf.episode(
                series,
                seasons[season],
                season,
                number,
                library,
                present=(season, number) not in missing,
                **(special if season == 0 else {}),
            )
            for season, number in [(0, 1), *((s, n) for s in (1, 2) for n in (1, 2, 3))]
        }
        return cls(series, seasons, episodes)


async def test_watched_on_a_season_sets_its_episodes_and_undo_puts_all_back(
    shelf: Shelf, tx: Connection, clock: StoppedClock
) -> None:
    shows = await shelf.library("Shows", "shows")
    viewer, show = await shelf.viewer(shows), await Show.on(shelf, shows)
    await report_progress(tx, viewer, show.episodes[1, 2], 10 * MINUTE, clock=clock)
    token = await mark_watched(tx, viewer, show.seasons[1], watched=True, clock=clock)
    assert all([(await state_of(tx, viewer, show.episodes[1, n])).watched for n in (1, 2, 3)])
    assert (await state_of(tx, viewer, show.seasons[1])).watched
    assert not (await state_of(tx, viewer, show.series)).watched
    await undo(tx, viewer, token)
    assert not (await state_of(tx, viewer, show.episodes[1, 1])).watched
    assert (await state_of(tx, viewer, show.episodes[1, 2])).position_ms == 10 * MINUTE
    with pytest.raises(UndoGone):
        await undo(tx, viewer, token)


async def test_nobody_undoes_anothers_change(shelf: Shelf, tx: Connection, clock: StoppedClock) -> None:
    films = await shelf.library()
    film = await shelf.movie("Film", films)
    viewer = await shelf.viewer(films)
    token = await mark_watched(tx, viewer, film, watched=True, clock=clock)
    with pytest.raises(UndoGone):
        await undo(tx, await shelf.viewer(films), token)
    assert (await state_of(tx, viewer, film)).watched


async def test_watched_up_to_here_takes_all_before_and_none_after(
    shelf: Shelf, tx: Connection, clock: StoppedClock
) -> None:
    shows = await shelf.library("Shows", "shows")
    viewer, show = await shelf.viewer(shows), await Show.on(shelf, shows)
    await mark_watched_up_to(tx, viewer, show.episodes[2, 1], clock=clock)
    watched = {key for key, each in show.episodes.items() if (await state_of(tx, viewer, each)).watched}
    assert watched == {(1, 1), (1, 2), (1, 3), (2, 1)}


async def test_a_position_belongs_to_an_episode_not_to_its_series(
    shelf: Shelf, tx: Connection, clock: StoppedClock
) -> None:
    shows = await shelf.library("Shows", "shows")
    viewer, show = await shelf.viewer(shows), await Show.on(shelf, shows)
    with pytest.raises(NothingToWatch):
        await report_progress(tx, viewer, show.series, MINUTE, clock=clock)


async def test_a_finished_episode_brings_its_successor(shelf: Shelf, tx: Connection, clock: StoppedClock) -> None:
    shows = await shelf.library("Shows", "shows")
    viewer, show = await shelf.viewer(shows), await Show.on(shelf, shows)
    assert await next_episodes(tx, viewer, 10) == []
    await mark_watched(tx, viewer, show.episodes[1, 3], watched=True, clock=clock)
    [upcoming] = await next_episodes(tx, viewer, 10)
    assert (upcoming.item_id, upcoming.skipped_missing) == (show.episodes[2, 1], 0)


async def test_missing_episodes_are_skipped_and_said(shelf: Shelf, tx: Connection, clock: StoppedClock) -> None:
    shows = await shelf.library("Shows", "shows")
    viewer = await shelf.viewer(shows)
    show = await Show.on(shelf, shows, missing=((2, 1), (2, 2)))
    await mark_watched(tx, viewer, show.episodes[1, 3], watched=True, clock=clock)
    [upcoming] = await next_episodes(tx, viewer, 10)
    assert (upcoming.item_id, upcoming.skipped_missing) == (show.episodes[2, 3], 2)


async def test_specials_come_last_unless_placed(shelf: Shelf, tx: Connection, clock: StoppedClock) -> None:
    shows = await shelf.library("Shows", "shows")
    viewer = await shelf.viewer(shows)
    unplaced = await Show.on(shelf, shows)
    await mark_watched_up_to(tx, viewer, unplaced.episodes[2, 3], clock=clock)
    [upcoming] = await next_episodes(tx, viewer, 10)
    assert upcoming.item_id == unplaced.episodes[0, 1]
    placed = await Show.on(shelf, shows, airs_before_season=2, airs_before_episode=2)
    after = await successor_of(tx, viewer, placed.episodes[2, 1])
    assert after is not None
    assert after.item_id == placed.episodes[0, 1]
    closing = await Show.on(shelf, shows, airs_after_season=1)
    after = await successor_of(tx, viewer, closing.episodes[1, 3])
    assert after is not None
    assert after.item_id == closing.episodes[0, 1]


async def test_an_episode_begun_stands_in_continue_watching_and_not_in_next_up(
    shelf: Shelf, tx: Connection, clock: StoppedClock
) -> None:
    shows = await shelf.library("Shows", "shows")
    viewer, show = await shelf.viewer(shows), await Show.on(shelf, shows)
    await mark_watched(tx, viewer, show.episodes[1, 1], watched=True, clock=clock)
    clock.pass_(minutes=1)
    await report_progress(tx, viewer, show.episodes[1, 2], MINUTE, clock=clock)
    assert await next_episodes(tx, viewer, 10) == []
    assert await continue_watching(tx, viewer, 10) == [show.episodes[1, 2]]
    begun = await next_of_series(tx, viewer, show.series)
    assert begun is not None
    assert begun.item_id == show.episodes[1, 2]


async def test_next_up_never_names_an_episode_of_a_hidden_library(
    shelf: Shelf, tx: Connection, clock: StoppedClock
) -> None:
    shows, attic = await shelf.library("Shows", "shows"), await shelf.library("Attic", "shows")
    series = await shelf.series("Show", shows)
    first = await shelf.episode(series, None, 1, 1, shows)
    await shelf.episode(series, None, 1, 2, attic)
    third = await shelf.episode(series, None, 1, 3, shows)
    viewer = await shelf.viewer(shows)
    await mark_watched(tx, viewer, first, watched=True, clock=clock)
    [upcoming] = await next_episodes(tx, viewer, 10)
    assert (upcoming.item_id, upcoming.skipped_missing) == (third, 0)
