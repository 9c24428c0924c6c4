"""Accounts, for administrators."""

from typing import Annotated, Any, Literal
from uuid import UUID

from litestar import Request, delete, get, patch, post, put
from litestar.params import Parameter

from matinee.access.callers import actor_of
from matinee.access.guards import needs
from matinee.access.passwords import PasswordPool
from matinee.access.policy import Permission
from matinee.access.records import Grants, NewUser, User, UserChange
from matinee.access.repository import accounts, sessions
from matinee.access.service import people
from matinee.journal import Entry, record
from matinee.kit.db import Connection, Page
from matinee.kit.resources import Resources

type AnyRequest = Request[Any, Any, Any]

_ADMIN = [needs(Permission.ADMIN, in_person=True)]
"""People decide about people: a leaked key must not make itself an account."""


@get("/users", guards=_ADMIN)
async def list_users(
    tx: Connection, limit: Annotated[int, Parameter(ge=1, le=200)] = 50, cursor: str | None = None
) -> Page[User]:
    """List the accounts by name."""
    return await accounts.page(tx, limit=limit, cursor=cursor)


@post("/users", guards=_ADMIN)
async def create_user(request: AnyRequest, data: NewUser, tx: Connection, resources: Resources) -> User:
    """Make an account."""
    return await people.create(tx, data, resources.get(PasswordPool), actor_of(request.scope))


@get("/users/{user_id:uuid}", guards=_ADMIN)
async def show_user(user_id: UUID, tx: Connection) -> User:
    """Describe one account."""
    return await people.get(tx, user_id)


@patch("/users/{user_id:uuid}", guards=_ADMIN)
async def change_user(
    request: AnyRequest, user_id: UUID, data: UserChange, tx: Connection, resources: Resources
) -> User:
    """Change an account: absent is unchanged, null is cleared."""
    return await people.change(tx, user_id, data, resources.get(PasswordPool), actor_of(request.scope))


@delete("/users/{user_id:uuid}", guards=_ADMIN)
async def remove_user(
    request: AnyRequest, user_id: UUID, tx: Connection, history: Literal["keep", "erase"] = "keep"
) -> None:
    """Remove an account; what it watched is kept namelessly, or erased."""
    await people.remove(tx, user_id, actor_of(request.scope), erase_history=history == "erase")


@put("/users/{user_id:uuid}/libraries", guards=_ADMIN)
async def set_user_libraries(request: AnyRequest, user_id: UUID, data: Grants, tx: Connection) -> User:
    """Replace the libraries an account may see."""
    return await people.set_grants(tx, user_id, data, actor_of(request.scope))


@delete("/users/{user_id:uuid}/sessions", guards=_ADMIN)
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
    await record(tx, entry)
