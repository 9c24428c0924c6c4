"""Health for supervisors and orchestrators: alive, ready, started. Open, and they say nothing but that."""

from pathlib import Path

from litestar import Response, get
from litestar.types import ControllerRouterHandler
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from matinee.access import Permission, needs, open_to_all
from matinee.kit import metrics
from matinee.kit.db import Database

_TEXT = metrics.CONTENT_TYPE.partition("; charset")[0]
"""The framework adds the charset itself."""
_WHY = "asked by supervisors and orchestrators, which have no account; tells nothing else"


class Readiness:
    """Tells whether this process can serve: its database answers."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def is_ready(self) -> bool:
        """Ask the database."""
        try:
            async with self._database.reading() as tx:
                await tx.execute(text("select 1"))
        except (SQLAlchemyError, OSError):
            return False
        return True


def health_routes(readiness: Readiness) -> list[ControllerRouterHandler]:
    """Make the three routes."""

    @get("/healthz", guards=[open_to_all(_WHY)], tags=["Health"])
    async def alive() -> dict[str, str]:
        """Tell that the process answers."""
        return {"status": "ok"}

    @get(["/readyz", "/startupz"], guards=[open_to_all(_WHY)], tags=["Health"])
    async def ready() -> Response[dict[str, str]]:
        """Tell whether requests can be served: 200, or 503 while the database is away."""
        if await readiness.is_ready():
            return Response({"status": "ready"})
        return Response({"status": "database_away"}, status_code=503, headers={"Retry-After": "2"})

    return [alive, ready]


def metrics_route(folder: Path) -> ControllerRouterHandler:
    """Make `/metrics`: the figures of all processes of this machine, for an operator's session or API key."""

    @get("/metrics", media_type=_TEXT, guards=[needs(Permission.ADMIN)], tags=["Health"], sync_to_thread=True)
    def figures() -> Response[bytes]:
        """Give the figures in Prometheus' text format."""
        return Response(metrics.page(folder, "web"), media_type=_TEXT)

    return figures
