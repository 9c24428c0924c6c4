"""Background work of movies: refreshing their metadata."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from matinee.catalog import TitleKind
from matinee.kit.db import Connection
from matinee.kit.jobs import AnyKind, Cancel, Done, Enqueued, JobContext, Kind, Queue, enqueue, enqueue_many
from matinee.metadata import movies_to_refresh, refresh_items


class RefreshMovie(msgspec.Struct, frozen=True):
    """Which movie; `force` asks again what was answered before."""

    movie_id: UUID
    force: bool = False
    languages: list[str] = []


async def refresh_movie(context: JobContext, arguments: RefreshMovie) -> Done | Cancel:
    """Ask all who know movies, and write what differs: metadata, credits, genres."""
    done = await refresh_items(context, [arguments.movie_id], force=arguments.force)
    if not done.looked_at:
        return Cancel("The movie was deleted.")
    return Done({"asked": done.asked, "changed": len(done.changed)})


MOVIES_REFRESH = Kind(
    name="movies.refresh",
    arguments=RefreshMovie,
    queue=Queue.DEFAULT,
    attempts=5,
    unique_for=timedelta(minutes=30),
    time_limit=timedelta(minutes=5),
    serial=lambda arguments: f"title:{arguments.movie_id}",
    run=refresh_movie,
)

KINDS: list[AnyKind] = [MOVIES_REFRESH]


async def request_refresh(tx: Connection, movie_id: UUID, *, force: bool) -> Enqueued:
    """Ask for a movie to be refreshed."""
    return await enqueue(tx, MOVIES_REFRESH, RefreshMovie(movie_id, force))


class MovieFollower:
    """Asks, whenever movies changed, for what follows from it."""

    async def titles_changed(self, tx: Connection, kind: TitleKind, title_ids: Sequence[UUID]) -> None:
        """Refresh the movies of which somebody may have something to say."""
        if kind == "movie":
            wanted = await movies_to_refresh(tx, title_ids)
            await enqueue_many(tx, MOVIES_REFRESH, [RefreshMovie(each) for each in wanted])
