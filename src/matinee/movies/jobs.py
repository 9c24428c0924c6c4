"""Background work of movies: refreshing their metadata, matching files again, entering them into the search."""

from collections.abc import Collection, Sequence
from datetime import timedelta
from functools import partial
from typing import Literal
from uuid import UUID

import msgspec

from matinee.catalog import ContentTypes, TitleKind
from matinee.catalog.describing import settle_age
from matinee.kit.db import Connection
from matinee.kit.jobs import AnyKind, Cancel, Done, Enqueued, JobContext, Kind, Queue, enqueue, enqueue_many
from matinee.metadata import (
    FileToMatch,
    await_first_answer,
    is_question,
    join_known_twins,
    matching_kind,
    movies_to_refresh,
    refresh_items,
    settle_first_answer,
)
from matinee.search import rebuild_documents, remove_documents, write_documents

_STEP = 500


class RefreshMovie(msgspec.Struct, frozen=True):
    """Which movie; `force` asks again what was answered before."""

    movie_id: UUID
    force: bool = False
    languages: list[str] = []


async def refresh_movie(context: JobContext, arguments: RefreshMovie) -> Done | Cancel:
    """Ask all who know movies, and write what differs; while it is a question which movie it is, only that is asked."""
    content, movie_id = context.resources.get(ContentTypes).of("movies"), arguments.movie_id
    if await is_question(context, MOVIES_MATCH, content, movie_id):
        await settle_first_answer(context, movie_id)
        return Done({"asked": 0, "changed": 0, "is_question": True})
    done = await refresh_items(context, [movie_id], force=arguments.force, then=partial(_indexed, context.priority))
    await settle_first_answer(context, movie_id)
    if not done.looked_at:
        return Cancel("The movie was deleted.")
    if done.asked:
        await join_known_twins(context, movie_id)
    return Done({"asked": done.asked, "changed": len(done.changed)})


class IndexMovies(msgspec.Struct, frozen=True):
    """What to do with which movies; a rebuild takes all."""

    action: Literal["index", "remove", "rebuild"] = "index"
    movie_ids: list[UUID] = []


async def index_movies(context: JobContext, arguments: IndexMovies) -> Done:
    """Bring the search's documents of movies, and of the people in them, in line."""
    if arguments.action == "rebuild":
        return Done({"movies": await rebuild_documents(context, "movie")})
    write = write_documents if arguments.action == "index" else remove_documents
    async with context.transaction() as tx:
        return Done({"changed": await write(tx, arguments.movie_ids)})


async def _indexed(priority: int, tx: Connection, movie_ids: Collection[UUID]) -> None:
    ids = sorted(movie_ids)
    steps = [IndexMovies("index", ids[start : start + _STEP]) for start in range(0, len(ids), _STEP)]
    await enqueue_many(tx, MOVIES_INDEX, steps, priority=priority + 1)  # found before it is dressed


def _index_key(arguments: IndexMovies) -> str:
    return f"title:{arguments.movie_ids[0] if len(arguments.movie_ids) == 1 else 'movies'}"


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

MOVIES_INDEX = Kind(
    name="movies.index",
    arguments=IndexMovies,
    queue=Queue.DEFAULT,
    attempts=5,
    unique_for=timedelta(minutes=5),
    time_limit=timedelta(minutes=15),
    serial=_index_key,
    run=index_movies,
)

MOVIES_MATCH = matching_kind("movies.match_file", FileToMatch, "movies")

KINDS: list[AnyKind] = [MOVIES_REFRESH, MOVIES_MATCH, MOVIES_INDEX]


async def request_refresh(tx: Connection, movie_id: UUID, *, force: bool) -> Enqueued:
    """Ask for a movie to be refreshed."""
    return await enqueue(tx, MOVIES_REFRESH, RefreshMovie(movie_id, force))


async def request_rebuild(tx: Connection) -> Enqueued:
    """Ask for all movies to be entered into the search anew."""
    return await enqueue(tx, MOVIES_INDEX, IndexMovies("rebuild"))


class MovieFollower:
    """Asks, whenever movies changed, for what follows from it."""

    async def titles_changed(self, tx: Connection, kind: TitleKind, title_ids: Sequence[UUID], priority: int) -> None:
        """Let the movies be found, and refresh those of which somebody may have something to say."""
        if kind == "movie":
            await _indexed(priority, tx, title_ids)
            wanted = await movies_to_refresh(tx, title_ids)
            await settle_age(tx, sorted(set(title_ids) - set(wanted)))
            await await_first_answer(tx, wanted)
            await enqueue_many(tx, MOVIES_REFRESH, [RefreshMovie(each) for each in wanted], priority=priority)
