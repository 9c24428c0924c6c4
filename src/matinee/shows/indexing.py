"""Entering series, with their seasons, episodes and people, into the search."""

from collections.abc import Collection
from datetime import timedelta
from uuid import UUID

import msgspec

from matinee.kit.db import Connection
from matinee.kit.jobs import Cancel, Done, Enqueued, JobContext, Kind, Queue, enqueue, enqueue_many
from matinee.search import rebuild_documents, write_documents


class IndexSeries(msgspec.Struct, frozen=True):
    """Which series; a rebuild takes all."""

    series_id: UUID | None = None
    rebuild: bool = False


async def index_series(context: JobContext, arguments: IndexSeries) -> Done | Cancel:
    """Bring the search's documents of a series, and of all below it, in line."""
    if arguments.rebuild:
        return Done({"series": await rebuild_documents(context, "series")})
    if arguments.series_id is None:
        return Cancel("It names no series.")
    async with context.transaction() as tx:
        return Done({"changed": await write_documents(tx, [arguments.series_id])})


SHOWS_INDEX = Kind(
    name="shows.index",
    arguments=IndexSeries,
    queue=Queue.BULK,
    attempts=5,
    unique_for=timedelta(minutes=5),
    time_limit=timedelta(minutes=10),
    serial=lambda arguments: f"title:{arguments.series_id or 'shows'}",
    run=index_series,
)


async def request_index(tx: Connection, series_ids: Collection[UUID], priority: int) -> None:
    """Ask for series to be entered, before they are dressed."""
    await enqueue_many(tx, SHOWS_INDEX, [IndexSeries(each) for each in sorted(series_ids)], priority=priority + 1)


async def request_rebuild(tx: Connection) -> Enqueued:
    """Ask for all series to be entered anew."""
    return await enqueue(tx, SHOWS_INDEX, IndexSeries(rebuild=True))
