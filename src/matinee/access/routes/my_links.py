"""The providers by which the signed-in person signs in."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, delete, get, post

from matinee.access.callers import actor_of, user_id_of
from matinee.access.guards import needs, signed_in
from matinee.access.oidc import trip
from matinee.access.policy import Permission, Viewer
from matinee.access.records.single_sign_on import Departure, LinkBody, LinkedIdentity
from matinee.access.routes.home_address import home_of
from matinee.access.service.proving import require_password
from matinee.access.service.single_sign_on import leaving, links
from matinee.access.service.single_sign_on.desk import SignOnDesk
from matinee.kit.db import Connection, Page
from matinee.kit.resources import Resources

type AnyRequest = Request[Any, Any, Any]

_TAGS = ["My account"]
_OWN = [needs(Permission.ACCOUNT, in_person=True)]


@get("/me/oidc", guards=[signed_in()], tags=_TAGS, operation_id="list_my_links")
async def list_my_links(viewer: Viewer, tx: Connection, resources: Resources) -> Page[LinkedIdentity]:
    """List the providers that are linked to one's account."""
    return Page(items=await links.of_account(tx, resources.get(SignOnDesk), user_id_of(viewer)))


@post("/me/oidc/{provider_id:str}", guards=_OWN, tags=_TAGS, operation_id="link_provider", status_code=200)
async def link_provider(
    request: AnyRequest, provider_id: str, data: LinkBody, viewer: Viewer, resources: Resources
) -> Response[Departure]:
    """Begin to link a provider to one's account, after the password was confirmed: the browser goes where this says."""
    desk = resources.get(SignOnDesk)
    account_id = user_id_of(viewer)
    await require_password(desk.sign_in, account_id, data.password, actor_of(request.scope))
    wish = leaving.Wish(
        provider_id=provider_id,
        home=home_of(request, resources),
        return_to=data.return_to,
        account_id=account_id,
        session_id=viewer.session_id,
    )
    location, carried = await leaving.set_out(desk, wish)
    cookie = trip.cookie_of(desk.sign_in.sealer, carried, over_tls=request.scope["scheme"] == "https")
    return Response(Departure(location=location), headers={"set-cookie": cookie, "cache-control": "no-store"})


@delete("/me/oidc/{link_id:uuid}", guards=_OWN, tags=_TAGS, operation_id="unlink_provider")
async def unlink_provider(request: AnyRequest, link_id: UUID, viewer: Viewer, tx: Connection) -> None:
    """Take a link away; not the last way in."""
    await links.unlink(tx, user_id_of(viewer), link_id, actor_of(request.scope))
