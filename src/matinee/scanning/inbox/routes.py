"""The inbox over HTTP."""

from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter, QueryParameter

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.kit.db import Connection, Page
from matinee.scanning.inbox.records import InboxFolder
from matinee.scanning.inbox.service import inbox


@get("/inbox", guards=[needs(Permission.MANAGE)], tags=["Matching"], operation_id="list_inbox")
async def list_inbox(
    viewer: Viewer,
    tx: Connection,
    library_id: Annotated[UUID | None, QueryParameter(name="library")] = None,
    limit: Annotated[int, Parameter(ge=1, le=100)] = 20,
    cursor: Annotated[str | None, Parameter(max_length=12_000)] = None,
) -> Page[InboxFolder]:
    """List what is a question for a person, by folder. Each choice holds what to send to `POST /inbox/match`."""
    return await inbox(tx, viewer, library_id, limit, cursor)


INBOX_ROUTES: list[HTTPRouteHandler] = [list_inbox]
