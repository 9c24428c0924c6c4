"""Setting up, signing in, signing out."""

from typing import Any

from litestar import Request, Response, get, post

from matinee import __version__
from matinee.access.callers import actor_of, header, viewer_of
from matinee.access.cookies import ended_cookie
from matinee.access.devices import described_by
from matinee.access.guards import open_to_all, signed_in
from matinee.access.names import folded
from matinee.access.options import AccessOptions
from matinee.access.policy import Viewer
from matinee.access.records import RenewedTokens, SignedIn
from matinee.access.repository import accounts
from matinee.access.routes.answers import signed_in_answer
from matinee.access.schemas import LoginBody, RefreshBody, SetupBody, SetupState
from matinee.access.service import setup
from matinee.access.service.desk import SignInDesk
from matinee.access.service.leaving import log_out_here
from matinee.access.service.refreshing import renew
from matinee.access.service.signin import Attempt, open_session, sign_in
from matinee.kit.db import Connection
from matinee.kit.resources import Resources

type AnyRequest = Request[Any, Any, Any]

_TAGS = ["Signing in"]


@get(
    "/setup",
    guards=[open_to_all("whether an account exists yet, before anyone can sign in")],
    tags=_TAGS,
    operation_id="get_setup",
)
async def show_setup(tx: Connection, resources: Resources) -> SetupState:
    """Tell what the page in front of the house offers: the first account, signing in, making an account."""
    return SetupState(
        needed=await setup.setup_needed(tx),
        server_name="Matinee",
        version=__version__,
        registration_open=resources.get(AccessOptions).registration,
    )


@post(
    "/setup",
    guards=[open_to_all("makes the first account; the one-time link's token is checked")],
    tags=_TAGS,
    operation_id="set_up",
)
async def set_up(request: AnyRequest, data: SetupBody, resources: Resources) -> Response[SignedIn]:
    """Make the first administrator and sign them in by cookie."""
    desk = resources.get(SignInDesk)
    with desk.passwords.place() as place:
        async with desk.database.reading() as connection:
            await setup.require_setup_token(connection, data.token)
        password_hash = await place.hash(data.password)
    actor = actor_of(request.scope)
    async with desk.database.transaction() as tx:
        await setup.make_first_administrator(tx, data.username, password_hash, actor, data.token)
        who = await accounts.credentials(tx, folded(data.username))
        assert who is not None  # noqa: S101 - made by the statement before
        attempt = Attempt(
            username=data.username,
            password="",
            totp=None,
            device=described_by(header(request.scope, b"user-agent")),
            actor=actor,
            viewer=None,
        )
        opened = await open_session(tx, desk.options, who, attempt)
        return await signed_in_answer(request, tx, desk, opened, in_cookie=True, in_answer=True)


@post("/auth/login", status_code=200, guards=[open_to_all("signing in")], tags=_TAGS, operation_id="log_in")
async def log_in(request: AnyRequest, data: LoginBody, resources: Resources) -> Response[SignedIn]:
    """Sign in with name, password and, where one is set up, a second factor."""
    desk = resources.get(SignInDesk)
    attempt = Attempt(
        username=data.username,
        password=data.password,
        totp=data.totp,
        device=data.device or described_by(header(request.scope, b"user-agent")),
        actor=actor_of(request.scope),
        viewer=viewer_of(request.scope),
        renewable=data.renewable and not data.cookie,
    )
    opened = await sign_in(desk, attempt)
    async with desk.database.reading() as connection:
        return await signed_in_answer(
            request, connection, desk, opened, in_cookie=data.cookie, in_answer=not data.cookie
        )


@post(
    "/auth/refresh",
    status_code=200,
    guards=[open_to_all("renews a token; the refresh token is checked")],
    tags=_TAGS,
    operation_id="refresh",
)
async def refresh_token(request: AnyRequest, data: RefreshBody, resources: Resources) -> Response[RenewedTokens]:
    """Renew a short token. A refresh token counts once; brought again later, it ends the session."""
    desk = resources.get(SignInDesk)
    renewed = await renew(desk.database, desk.options, data.refresh_token, actor_of(request.scope))
    lifetime = int(desk.options.access_token_lifetime.total_seconds())
    answer = RenewedTokens(token=renewed.token, refresh_token=renewed.refresh_token, expires_in_s=lifetime)
    return Response(answer, headers={"cache-control": "no-store"})


@post("/auth/logout", status_code=204, guards=[signed_in()], tags=_TAGS, operation_id="log_out")
async def log_out(request: AnyRequest, viewer: Viewer, tx: Connection) -> Response[None]:
    """End this session."""
    await log_out_here(tx, viewer, actor_of(request.scope))
    return Response(None, status_code=204, headers={"set-cookie": ended_cookie()})
