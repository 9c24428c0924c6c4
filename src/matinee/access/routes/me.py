"""The signed-in person's own account and devices."""

from typing import Any
from uuid import UUID

from litestar import Request, delete, get, patch, put

from matinee.access.callers import actor_of, caller_of, csrf_token, user_id_of
from matinee.access.errors import SessionNotFound
from matinee.access.guards import needs, signed_in
from matinee.access.options import AccessOptions
from matinee.access.policy import Permission, Viewer
from matinee.access.records import Me, ProfileChange, SessionInfo
from matinee.access.repository import sessions
from matinee.access.schemas import PasswordBody
from matinee.access.service import people
from matinee.access.service.desk import SignInDesk
from matinee.access.service.me import me_of
from matinee.access.telling import tell
from matinee.journal import Entry
from matinee.kit.db import Connection, Page
from matinee.kit.events import Bus
from matinee.kit.resources import Resources

type AnyRequest = Request[Any, Any, Any]

_TAGS = ["My account"]
_OWN = [needs(Permission.ACCOUNT, in_person=True)]
"""Guests use an account that is lent to them: it is not theirs to change."""


@get("/me", guards=[signed_in()], tags=_TAGS, operation_id="get_me")
async def show_me(request: AnyRequest, viewer: Viewer, tx: Connection, resources: Resources) -> Me:
    """Describe the signed-in account, with the token that unsafe requests of this browser session need."""
    return await _me(request, viewer, tx, resources)


@patch("/me", guards=_OWN, tags=_TAGS, operation_id="change_me")
async def change_my_profile(
    request: AnyRequest, data: ProfileChange, viewer: Viewer, tx: Connection, resources: Resources
) -> Me:
    """Change display name, language or time zone."""
    await people.change_profile(tx, user_id_of(viewer), data, actor_of(request.scope))
    return await _me(request, viewer, tx, resources)


@put("/me/password", status_code=204, guards=_OWN, tags=_TAGS, operation_id="change_my_password")
async def change_my_password(request: AnyRequest, data: PasswordBody, viewer: Viewer, resources: Resources) -> None:
    """Set a new password; every other session of the account ends."""
    wish = people.PasswordChange(data.current_password, data.new_password, viewer.session_id)
    await people.change_password(resources.get(SignInDesk), user_id_of(viewer), actor_of(request.scope), wish)


@get("/sessions", guards=[signed_in()], tags=_TAGS, operation_id="list_sessions")
async def list_my_sessions(viewer: Viewer, tx: Connection) -> Page[SessionInfo]:
    """List the signed-in devices."""
    return Page(items=await sessions.of_account(tx, user_id_of(viewer), viewer.session_id))


@delete("/sessions/{session_id:uuid}", guards=[signed_in()], tags=_TAGS, operation_id="end_session")
async def end_my_session(request: AnyRequest, session_id: UUID, viewer: Viewer, tx: Connection) -> None:
    """Sign one device out."""
    if not await sessions.end_one(tx, user_id_of(viewer), session_id, "ended_by_user"):
        raise SessionNotFound("It may have ended already. Ask for the list again.")
    await _tell_ended(request, tx, viewer, session_id)


@delete("/sessions", guards=[signed_in()], tags=_TAGS, operation_id="end_other_sessions")
async def end_other_sessions(request: AnyRequest, viewer: Viewer, tx: Connection) -> None:
    """Sign every other device out."""
    for ended in await sessions.end_all(tx, user_id_of(viewer), "ended_by_user", keep=viewer.session_id):
        await _tell_ended(request, tx, viewer, ended)


async def _me(request: AnyRequest, viewer: Viewer, tx: Connection, resources: Resources) -> Me:
    token = caller_of(request.scope).token
    user = await people.get(tx, user_id_of(viewer))
    bus = resources.find(Bus)
    place = None if bus is None else str(bus.cursor)
    return me_of(user, resources.get(AccessOptions), None if token is None else csrf_token(token), place)


async def _tell_ended(request: AnyRequest, tx: Connection, viewer: Viewer, session_id: UUID) -> None:
    entry = Entry(
        actor=actor_of(request.scope), action="auth.session_revoked", target_kind="session", target_id=session_id
    )
    await tell(tx, entry, viewer.user_id)
