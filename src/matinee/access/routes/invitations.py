"""Invitations, for those who decide about people; and joining by one, for those who were invited."""

from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Response, delete, get, post
from litestar.params import Parameter

from matinee.access.callers import actor_of, header, user_id_of
from matinee.access.devices import described_by
from matinee.access.guards import needs, open_to_all
from matinee.access.policy import Permission, Viewer
from matinee.access.records import Invitation, MadeInvitation, NewInvitation, SignedIn, Welcome
from matinee.access.repository import invitations as repository
from matinee.access.routes.answers import signed_in_answer
from matinee.access.routes.home_address import home_of
from matinee.access.schemas import InvitationBody, JoinBody
from matinee.access.service import invitations, joining
from matinee.access.service.desk import SignInDesk
from matinee.kit.db import Connection, Page
from matinee.kit.resources import Resources

type AnyRequest = Request[Any, Any, Any]

_TAGS = ["Invitations"]
_SEE = [needs(Permission.USERS)]
_DECIDE = [needs(Permission.USERS, in_person=True)]


@get("/invitations", guards=_SEE, tags=_TAGS, operation_id="list_invitations")
async def list_invitations(
    tx: Connection, limit: Annotated[int, Parameter(ge=1, le=1000)] = 50, cursor: str | None = None
) -> Page[Invitation]:
    """List the invitations that were not withdrawn, the newest first."""
    return await repository.page(tx, limit=limit, cursor=cursor)


@post("/invitations", guards=_DECIDE, tags=_TAGS, operation_id="create_invitation")
async def create_invitation(
    request: AnyRequest, data: NewInvitation, viewer: Viewer, tx: Connection, resources: Resources
) -> Response[MadeInvitation]:
    """Make a link by which people make their own accounts. It is shown in this answer only."""
    home = home_of(request, resources)
    made = await invitations.create(tx, data, user_id_of(viewer), actor_of(request.scope), home)
    return Response(made, status_code=201, headers={"cache-control": "no-store"})


@delete("/invitations/{invitation_id:uuid}", guards=_DECIDE, tags=_TAGS, operation_id="revoke_invitation")
async def revoke_invitation(request: AnyRequest, invitation_id: UUID, tx: Connection) -> None:
    """Withdraw an invitation; accounts made by it stay."""
    await invitations.revoke(tx, invitation_id, actor_of(request.scope))


@post(
    "/auth/invitation",
    status_code=200,
    guards=[open_to_all("tells an invitation to whoever holds its link; the token is checked")],
    tags=_TAGS,
    operation_id="show_invitation",
)
async def show_invitation(data: InvitationBody, tx: Connection) -> Welcome:
    """Tell what an invitation offers."""
    return await joining.welcome(tx, data.token)


@post(
    "/auth/join",
    guards=[open_to_all("makes an account by an invitation, or where registration is switched on")],
    tags=_TAGS,
    operation_id="join",
)
async def join(request: AnyRequest, data: JoinBody, resources: Resources) -> Response[SignedIn]:
    """Make an account of one's own and sign in by cookie."""
    desk = resources.get(SignInDesk)
    wish = joining.Wish(
        token=data.token,
        username=data.username,
        password=data.password,
        display_name=data.display_name,
        device=data.device or described_by(header(request.scope, b"user-agent")),
        actor=actor_of(request.scope),
    )
    opened = await joining.join(desk, wish)
    async with desk.database.reading() as connection:
        return await signed_in_answer(
            request, connection, desk, opened, in_cookie=True, in_answer=not data.cookie, status_code=201
        )
