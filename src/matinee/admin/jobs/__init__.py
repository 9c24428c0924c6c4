"""Background work as the operator sees it: what runs, waits and failed; retry, cancel, pause, run now."""

from matinee.admin.jobs import repository, service
from matinee.admin.jobs.schemas import JobFilter, JobView

__all__ = ["JobFilter", "JobView", "repository", "service"]
