"""SQL of a scan's progress: its job keeps it."""

from sqlalchemy import select

from matinee.kit.db import Connection
from matinee.kit.jobs.tables import job


async def of_job(tx: Connection, job_id: int) -> dict[str, object] | None:
    """Give the progress of a job: phase, current, total, message."""
    return (await tx.execute(select(job.c.progress).where(job.c.id == job_id))).scalar_one_or_none()
