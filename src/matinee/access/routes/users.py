"""Accounts, for administrators."""

from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Request, delete, get, patch, post, put
from litestar.params import Parameter

from matinee.access.callers import actor_of
from matinee.access.guards import needs
from matinee.access.passwords import PasswordPool
from matinee.access.policy import Permission, Viewer
from matinee.access.records import Grants, NewUser, SessionInfo, User, UserChange
from matinee.access.repository import accounts, sessions
from matinee.access.service import people
from matinee.access.telling import tell
from matinee.journal import Entry
from matinee.kit.db import Connection, Page
from matinee.kit.resources import Resources

type AnyRequest = Request[Any, Any, Any]

_TAGS = ["Users"]
_SEE = [needs(Permission.USERS)]
_DECIDE = [needs(Permission.USERS, in_person=True)]
"""People decide about people: a leaked key must not make itself an account."""


@get("/users", guards=_SEE, tags=_TAGS, operation_id="list_users")
async def list_users(
    tx: Connection,
    q: Annotated[str, Parameter(max_length=100, description="A part of the name or of the display name.")] = "",
    limit: Annotated[int, Parameter(ge=1, le=1000)] = 50,
    cursor: str | None = None,
) -> Page[User]:
    """List the accounts by name."""
    return await accounts.page(tx, named=q, limit=limit, cursor=cursor)


@post("/users", guards=_DECIDE, tags=_TAGS, operation_id="create_user")
async def create_user(request: AnyRequest, data: NewUser, tx: Connection, resources: Resources) -> User:
    """Make an account."""
    return await people.create(tx, data, resources.get(PasswordPool), actor_of(request.scope))


@get("/users/{user_id:uuid}", guards=_SEE, tags=_TAGS, operation_id="get_user")
async def show_user(user_id: UUID, tx: Connection) -> User:
    """Describe one account."""
    return await people.get(tx, user_id)


@patch("/users/{user_id:uuid}", guards=_DECIDE, tags=_TAGS, operation_id="change_user")
async def change_user(
    request: AnyRequest, user_id: UUID, data: UserChange, tx: Connection, resources: Resources
) -> User:
    """Change an account: absent is unchanged, null is cleared."""
    return await people.change(tx, user_id, data, resources.get(PasswordPool), actor_of(request.scope))


@delete("/users/{user_id:uuid}", guards=_DECIDE, tags=_TAGS, operation_id="delete_user")
async def remove_user(
    request: AnyRequest, user_id: UUID, tx: Connection, history: Literal["keep", "erase"] = "keep"
) -> None:
    """Remove an account; what it watched is kept namelessly, or erased."""
    await people.remove(tx, user_id, actor_of(request.scope), erase_history=history == "erase")


@put("/users/{user_id:uuid}/libraries", guards=_DECIDE, tags=_TAGS, operation_id="grant_libraries", status_code=204)
async def set_user_libraries(request: AnyRequest, user_id: UUID, data: Grants, tx: Connection) -> None:
    """Replace the libraries an account may see: in force everywhere with the answer."""
    await people.set_grants(tx, user_id, data, actor_of(request.scope))


@get("/users/{user_id:uuid}/sessions", guards=_SEE, tags=_TAGS, operation_id="list_user_sessions")
async def list_user_sessions(user_id: UUID, viewer: Viewer, tx: Connection) -> Page[SessionInfo]:
    """List an account's signed-in devices."""
    user = await people.get(tx, user_id)
    return Page(items=await sessions.of_account(tx, user.id, viewer.session_id))


@delete("/users/{user_id:uuid}/sessions", guards=_DECIDE, tags=_TAGS, operation_id="end_user_sessions")
async def end_user_sessions(request: AnyRequest, user_id: UUID, tx: Connection) -> None:
    """Sign an account out everywhere."""
    user = await people.get(tx, user_id)
    ended = await sessions.end_all(tx, user_id, "ended_by_administrator")
    entry = Entry(
        actor=actor_of(request.scope),
        action="auth.session_revoked",
        target_kind="user",
        target_id=user_id,
        target_name=user.username,
        details={"sessions": len(ended)},
    )
    await tell(tx, entry, user_id)
