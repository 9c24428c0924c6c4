"""Rebuilding the documents of one kind of title, in steps that each commit alone."""

from uuid import UUID

from matinee.kit.jobs import JobContext
from matinee.search import repository

_STEP = 500


async def rebuild_documents(context: JobContext, kind: str) -> int:
    """Bring the documents of all movies, or all series, in line; then have every machine build its index anew.

    Until a machine has built it, its readers go on with the one they have.
    """
    after: UUID | None = None
    count = 0
    while True:
        context.raise_if_cancelled()
        async with context.transaction() as tx:
            ids = await repository.titles_after(tx, kind, after, _STEP)
            if not ids:
                await repository.begin_generation(tx, kind)
                return count
            await repository.write_documents(tx, ids)
        after, count = ids[-1], count + len(ids)
        await context.progress("indexing", count)
