"""Background work of shows: refreshing series, seasons, episodes, and what nobody looked at for long; matching."""

from collections.abc import Sequence
from datetime import timedelta
from typing import override
from uuid import UUID

import msgspec

from matinee.catalog import ContentTypes, TitleKind
from matinee.kit.db import Connection
from matinee.kit.jobs import (
    SPARE,
    AnyKind,
    Cancel,
    Done,
    Enqueued,
    JobContext,
    Kind,
    Queue,
    Schedule,
    enqueue,
    enqueue_many,
)
from matinee.metadata import (
    FileToMatch,
    Refreshed,
    await_first_answer,
    below,
    is_question,
    join_known_twins,
    matching_kind,
    refresh_items,
    settle_first_answer,
    stale_series,
)
from matinee.shows.indexing import SHOWS_INDEX, request_index

STALE_AFTER = timedelta(days=30)


class RefreshSeries(msgspec.Struct, frozen=True):
    """Which series, and how far down; `force` asks again what was answered before."""

    series_id: UUID
    force: bool = False
    languages: list[str] = []
    with_seasons: bool = False
    with_episodes: bool = False


class RefreshSeason(msgspec.Struct, frozen=True):
    """Which season."""

    series_id: UUID
    season_id: UUID
    force: bool = False
    languages: list[str] = []
    with_episodes: bool = False


class RefreshEpisode(msgspec.Struct, frozen=True):
    """Which episode."""

    series_id: UUID
    season_id: UUID | None
    episode_id: UUID
    force: bool = False
    languages: list[str] = []


class RefreshStale(msgspec.Struct, frozen=True):
    """How many series at a time; the rest is left to the next run."""

    batch_size: int = 200


async def refresh_series(context: JobContext, arguments: RefreshSeries) -> Done | Cancel:
    """Ask all who know series, and as asked what hangs below."""
    asked = {"season": arguments.with_seasons, "episode": arguments.with_episodes}
    kinds = [kind for kind, is_wanted in asked.items() if is_wanted]
    async with context.database.reading() as reading:
        ids = [arguments.series_id, *(await below(reading, arguments.series_id, kinds=kinds) if kinds else [])]
    content = context.resources.get(ContentTypes).of("shows")
    is_asked = await is_question(context, SHOWS_MATCH, content, arguments.series_id)
    done = await _asked(context, arguments, ids)
    await settle_first_answer(context, arguments.series_id)
    if done.asked and not is_asked:
        await join_known_twins(context, arguments.series_id)
    return _ended(done)


async def refresh_season(context: JobContext, arguments: RefreshSeason) -> Done | Cancel:
    """Ask all who know seasons, and as asked about its episodes."""
    async with context.database.reading() as reading:
        episodes = await below(reading, arguments.season_id, kinds=["episode"]) if arguments.with_episodes else []
    return await _refreshed(context, arguments, [arguments.season_id, *episodes])


async def refresh_episode(context: JobContext, arguments: RefreshEpisode) -> Done | Cancel:
    """Ask all who know episodes."""
    return await _refreshed(context, arguments, [arguments.episode_id])


async def _refreshed(
    context: JobContext, arguments: RefreshSeries | RefreshSeason | RefreshEpisode, ids: list[UUID]
) -> Done | Cancel:
    return _ended(await _asked(context, arguments, ids))


async def _asked(
    context: JobContext, arguments: RefreshSeries | RefreshSeason | RefreshEpisode, ids: list[UUID]
) -> Refreshed:
    async def indexed(tx: Connection, _changed: set[UUID]) -> None:
        await request_index(tx, [arguments.series_id], context.priority)

    return await refresh_items(context, ids, force=arguments.force, then=indexed)


def _ended(done: Refreshed) -> Done | Cancel:
    return Done({"asked": done.asked, "changed": len(done.changed)}) if done.looked_at else Cancel("It was deleted.")


async def refresh_stale(context: JobContext, arguments: RefreshStale) -> Done:
    """Ask for a refresh of the series that nobody was asked about for longest; the next run goes on behind them."""
    before = context.clock.now() - STALE_AFTER
    async with context.transaction() as tx:
        due = await stale_series(tx, before, arguments.batch_size)
        wanted = [RefreshSeries(each, with_seasons=True, with_episodes=True) for each in due]
        await enqueue_many(tx, SHOWS_REFRESH, wanted, priority=SPARE)
    return Done({"series": len(due)})


class MatchEpisodeFile(FileToMatch, frozen=True):
    """Which file; `episode` when somebody knows which it is."""

    episode: UUID | None = None

    @property
    @override
    def at_episode(self) -> UUID | None:
        return self.episode


SHOWS_REFRESH = Kind(
    name="shows.refresh",
    arguments=RefreshSeries,
    queue=Queue.DEFAULT,
    attempts=5,
    unique_for=timedelta(minutes=30),
    time_limit=timedelta(minutes=10),
    serial=lambda arguments: f"title:{arguments.series_id}",
    run=refresh_series,
)
SHOWS_REFRESH_SEASON = Kind(
    name="shows.refresh_season",
    arguments=RefreshSeason,
    queue=Queue.DEFAULT,
    attempts=5,
    unique_for=timedelta(minutes=30),
    time_limit=timedelta(minutes=5),
    serial=lambda arguments: f"title:{arguments.series_id}",
    run=refresh_season,
)
SHOWS_REFRESH_EPISODE = Kind(
    name="shows.refresh_episode",
    arguments=RefreshEpisode,
    queue=Queue.DEFAULT,
    attempts=5,
    unique_for=timedelta(minutes=30),
    time_limit=timedelta(minutes=5),
    serial=lambda arguments: f"title:{arguments.series_id}",
    run=refresh_episode,
)
SHOWS_REFRESH_STALE = Kind(
    name="shows.refresh_stale",
    arguments=RefreshStale,
    queue=Queue.DEFAULT,
    attempts=5,
    unique_for=timedelta(minutes=30),
    time_limit=timedelta(minutes=15),
    serial=None,
    schedule=Schedule(every=timedelta(days=1)),
    run=refresh_stale,
)

SHOWS_MATCH = matching_kind("shows.match_file", MatchEpisodeFile, "shows")

KINDS: list[AnyKind] = [
    SHOWS_REFRESH,
    SHOWS_REFRESH_SEASON,
    SHOWS_REFRESH_EPISODE,
    SHOWS_REFRESH_STALE,
    SHOWS_MATCH,
    SHOWS_INDEX,
]


async def request_refresh(tx: Connection, series_id: UUID, *, force: bool) -> Enqueued:
    """Ask for a series to be refreshed, with everything below it."""
    wanted = RefreshSeries(series_id, force, with_seasons=True, with_episodes=True)
    return await enqueue(tx, SHOWS_REFRESH, wanted)


async def request_season_refresh(tx: Connection, series_id: UUID, season_id: UUID, *, force: bool) -> Enqueued:
    """Ask for a season to be refreshed, with its episodes."""
    return await enqueue(tx, SHOWS_REFRESH_SEASON, RefreshSeason(series_id, season_id, force, with_episodes=True))


async def request_episode_refresh(
    tx: Connection, series_id: UUID, season_id: UUID | None, episode_id: UUID, *, force: bool
) -> Enqueued:
    """Ask for one episode to be refreshed."""
    return await enqueue(tx, SHOWS_REFRESH_EPISODE, RefreshEpisode(series_id, season_id, episode_id, force))


class SeriesFollower:
    """Asks, whenever series changed, for what follows from it."""

    async def titles_changed(self, tx: Connection, kind: TitleKind, title_ids: Sequence[UUID], priority: int) -> None:
        """Refresh the series with what hangs below them, as far as something may have changed, and index them."""
        if kind == "series":
            wanted = [RefreshSeries(each, with_seasons=True, with_episodes=True) for each in title_ids]
            await await_first_answer(tx, title_ids)
            await enqueue_many(tx, SHOWS_REFRESH, wanted, priority=priority)
            await request_index(tx, title_ids, priority)
