"""The activity log for administrators, everyone's own sign-ins for themselves, and what was played by day."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from litestar import get
from litestar.di import Provide
from litestar.handlers import HTTPRouteHandler
from litestar.params import Parameter

from matinee.access import Permission, Viewer, needs, signed_in, user_id_of
from matinee.activity import repository
from matinee.activity.schemas import DayCounts
from matinee.journal import JournalFilter, Recorded, Result, entries
from matinee.kit.db import Connection, Page

_TAGS = ["Activity"]
Person = Annotated[UUID | None, Parameter(description="Acts of and upon this person.")]
Limit = Annotated[int, Parameter(ge=1, le=1000)]
Action = Annotated[
    str | None,
    Parameter(
        pattern=r"^[a-z]+\.(\*|[a-z_]+)$",
        max_length=60,
        description="An action (`auth.login_failed`) or a group of them (`auth.*`).",
    ),
]


def provide_wanted(
    action: Action = None,
    person: Person = None,
    target: UUID | None = None,
    result: Result | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
) -> JournalFilter:
    """Read the filters; all that are set must hold."""
    return JournalFilter(action=action, about_id=person, target_id=target, result=result, since=since, until=until)


@get(
    "/activity",
    guards=[needs(Permission.ADMIN)],
    dependencies={"wanted": Provide(provide_wanted, sync_to_thread=False)},
    tags=_TAGS,
    operation_id="list_activity",
)
async def list_activity(
    tx: Connection, wanted: JournalFilter, cursor: str | None = None, limit: Limit = 50
) -> Page[Recorded]:
    """List who did what to which thing, from where, with what result; the newest first."""
    return await entries(tx, wanted, limit=limit, cursor=cursor)


@get("/me/activity", guards=[signed_in()], tags=_TAGS, operation_id="list_my_activity")
async def list_my_activity(
    viewer: Viewer, tx: Connection, cursor: str | None = None, limit: Limit = 50
) -> Page[Recorded]:
    """List what happened to the signed-in person's own account: sign-ins, failures, sessions, passwords, keys."""
    wanted = JournalFilter(action="auth.*", about_id=user_id_of(viewer))
    return await entries(tx, wanted, limit=limit, cursor=cursor)


@get("/stats/days", guards=[needs(Permission.ADMIN)], tags=_TAGS, operation_id="list_played_days")
async def list_days(
    tx: Connection,
    since: date | None = None,
    until: date | None = None,
    limit: Annotated[int, Parameter(ge=1, le=400)] = 30,
) -> DayCounts:
    """Give what was played by day (UTC), the newest first, up to but not with `until`. Counted each hour."""
    return DayCounts(await repository.days(tx, since, until, limit))


ROUTES: list[HTTPRouteHandler] = [list_activity, list_my_activity, list_days]
