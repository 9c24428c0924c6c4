"""New titles of which somebody may know the age: viewers with a limit do not see them before all were asked."""

from collections.abc import Sequence
from uuid import UUID

from matinee.catalog.describing import await_age, settle_age
from matinee.kit.db import Connection
from matinee.kit.jobs import JobContext
from matinee.metadata.registry import pairs_of
from matinee.metadata.repository.due import never_asked
from matinee.metadata.repository.subjects import load_subjects


async def await_first_answer(tx: Connection, title_ids: Sequence[UUID]) -> None:
    """Hold back those of the titles that were never refreshed and have an answer to come; let go of the others."""
    new = await never_asked(tx, title_ids)
    if not new:
        return
    subjects = await load_subjects(tx, new)
    led = {each for provider, able in pairs_of(subjects) for each in await provider.find_leads(tx, able)}
    if led:
        await await_age(tx, sorted(led))
    await settle_age(tx, [each for each in new if each not in led])


async def settle_first_answer(context: JobContext, title_id: UUID) -> None:
    """Let a title whose age nobody said be unrated, now that all were asked."""
    async with context.transaction() as tx:
        await settle_age(tx, [title_id])
