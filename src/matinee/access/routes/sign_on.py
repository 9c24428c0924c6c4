"""Signing in at a provider (OpenID Connect): the way there, the way back, the second factor, signing out there."""

from typing import Annotated, Any

from litestar import Request, Response, get, post
from litestar.datastructures import Cookie
from litestar.params import Parameter, QueryParameter

from matinee.access.callers import actor_of, header, viewer_of
from matinee.access.cookies import ended_cookie, session_cookie
from matinee.access.devices import described_by
from matinee.access.guards import open_to_all, signed_in
from matinee.access.oidc import trip
from matinee.access.policy import Viewer
from matinee.access.records import Device
from matinee.access.records.single_sign_on import Departure, OidcCodeBody, ProviderButton, SignedInElsewhere
from matinee.access.records.texts import Line
from matinee.access.routes.answers import signed_in_answer
from matinee.access.routes.home_address import home_of
from matinee.access.service.leaving import log_out_here
from matinee.access.service.single_sign_on import coming_back, leaving, links, providers
from matinee.access.service.single_sign_on.desk import SignOnDesk
from matinee.kit.db import Connection, Page
from matinee.kit.errors import Fault
from matinee.kit.resources import Resources

type AnyRequest = Request[Any, Any, Any]
type Query = Annotated[Line | None, Parameter()]

_TAGS = ["Signing in"]
_SIGN_IN_PAGE = "/app/login"
_ACCOUNT_PAGE = "/app/settings"


@get(
    "/auth/oidc",
    guards=[open_to_all("names the ways to sign in, before anyone can")],
    tags=_TAGS,
    operation_id="list_sign_in_providers",
)
async def list_sign_in_providers(resources: Resources) -> Page[ProviderButton]:
    """List the providers by which people may sign in."""
    found = await resources.get(SignOnDesk).book.every()
    return Page(items=[providers.button(each) for each in found if each.enabled])


@get(
    "/auth/oidc/{provider_id:str}/start",
    guards=[open_to_all("sends a browser to a provider")],
    tags=_TAGS,
    operation_id="start_oidc",
    status_code=303,
)
async def start_oidc(  # noqa: PLR0913, PLR0917 - what a form of the page sends
    request: AnyRequest,
    provider_id: str,
    resources: Resources,
    return_to: Annotated[str | None, Parameter(description="A path of this server.")] = None,
    device_id: Query = None,
    device_name: Query = None,
    device_client: Query = None,
) -> Response[None]:
    """Send the browser to the provider, with a cookie by which it is known again."""
    desk = resources.get(SignOnDesk)
    device = None
    if device_id is not None:
        described = described_by(header(request.scope, b"user-agent"))
        device = Device(device_id, device_name or described.name, device_client or described.client)
    wish = leaving.Wish(provider_id=provider_id, home=home_of(request, resources), return_to=return_to, device=device)
    location, carried = await leaving.set_out(desk, wish)
    cookie = trip.cookie_of(desk.sign_in.sealer, carried, over_tls=_over_tls(request))
    return _sent(location, cookie)


@get(
    "/auth/oidc/{provider_id:str}/callback",
    guards=[open_to_all("where a provider sends people back; state, issuer, code and token are checked")],
    tags=_TAGS,
    operation_id="finish_oidc",
    status_code=303,
)
async def finish_oidc(  # noqa: PLR0913, PLR0917 - the protocol's parameters
    request: AnyRequest,
    provider_id: str,
    resources: Resources,
    code: str | None = None,
    oidc_state: Annotated[str | None, QueryParameter(name="state")] = None,
    error: str | None = None,
    iss: str | None = None,
) -> Response[None]:
    """Take the provider's answer and sign in or link. A refusal is a page for browsers, a problem for programs."""
    desk = resources.get(SignOnDesk)
    arrival = coming_back.Arrival(
        provider_id=provider_id,
        state=oidc_state,
        code=code,
        error=error,
        issuer=iss,
        cookie=request.cookies.get(trip.COOKIE),
        device=described_by(header(request.scope, b"user-agent")),
        actor=actor_of(request.scope),
        viewer=viewer_of(request.scope),
    )
    over_tls = _over_tls(request)
    try:
        outcome = await coming_back.arrive(desk, arrival)
    except Fault as fault:
        if not _is_browser(request):
            raise
        page = _SIGN_IN_PAGE if arrival.viewer is None else _ACCOUNT_PAGE
        return _sent(f"{page}?oidc_error={fault.code}", None)
    if outcome.pause is not None:
        waiting = trip.cookie_of(desk.sign_in.sealer, outcome.pause, over_tls=over_tls)
        return _sent(f"{_SIGN_IN_PAGE}?oidc=second_factor", waiting)
    if outcome.opened is None:
        return _sent(outcome.return_to, None)
    opened = session_cookie(outcome.opened.token, desk.sign_in.options.session_lifetime, over_tls=over_tls)
    return _sent(outcome.return_to, None, opened)


@post(
    "/auth/oidc/second-factor",
    status_code=200,
    guards=[open_to_all("ends a sign-in that a provider vouched for; the cookie and the code are checked")],
    tags=_TAGS,
    operation_id="finish_oidc_second_factor",
)
async def finish_oidc_second_factor(
    request: AnyRequest, data: OidcCodeBody, resources: Resources
) -> Response[SignedInElsewhere]:
    """Sign in with the code that is due after the provider was satisfied; the token goes into the cookie."""
    desk = resources.get(SignOnDesk)
    finish = links.Finish(
        cookie=request.cookies.get(trip.COOKIE),
        code=data.totp,
        device=described_by(header(request.scope, b"user-agent")),
        actor=actor_of(request.scope),
        viewer=viewer_of(request.scope),
    )
    opened, return_to = await links.finish(desk, finish)
    async with desk.sign_in.database.reading() as connection:
        answer = await signed_in_answer(
            request, connection, desk.sign_in, opened, in_cookie=True, in_answer=False, status_code=200
        )
    signed_in = answer.content
    elsewhere = SignedInElsewhere(user=signed_in.user, csrf_token=signed_in.csrf_token, return_to=return_to)
    return Response(elsewhere, headers=answer.headers, status_code=200, cookies=[_ENDED])


@post("/auth/oidc/logout", status_code=200, guards=[signed_in()], tags=_TAGS, operation_id="log_out_everywhere")
async def log_out_there(
    request: AnyRequest, viewer: Viewer, resources: Resources, tx: Connection
) -> Response[Departure]:
    """End this session; and give where the browser ends the provider's own (null: it came by none)."""
    location = None
    if viewer.session_id is not None:
        location = await leaving.sign_out_there(
            resources.get(SignOnDesk), viewer.session_id, home_of(request, resources)
        )
        await log_out_here(tx, viewer, actor_of(request.scope))
    return Response(Departure(location=location), headers={"set-cookie": ended_cookie(), "cache-control": "no-store"})


def _sent(location: str, carried: str | None, opened: str | None = None) -> Response[None]:
    """Send the browser on. `carried` is the cookie of a trip; None takes it away."""
    headers = {"location": location, "cache-control": "no-store", "referrer-policy": "no-referrer"}
    if carried is not None:
        return Response(None, status_code=303, headers={**headers, "set-cookie": carried})
    if opened is not None:
        headers["set-cookie"] = opened
    return Response(None, status_code=303, headers=headers, cookies=[_ENDED])


def _over_tls(request: AnyRequest) -> bool:
    return request.scope["scheme"] == "https"


def _is_browser(request: AnyRequest) -> bool:
    return "text/html" in (header(request.scope, b"accept") or "")


_ENDED = Cookie(key=trip.COOKIE, value="", path=trip.PATH, max_age=0, httponly=True, samesite="lax")
