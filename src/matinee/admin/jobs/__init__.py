"""Background work as the operator sees it: what runs, waits and failed; retry, cancel, pause, run now."""

from matinee.admin.jobs.routes import ROUTES

__all__ = ["ROUTES"]
