"""What a route asks of its caller. A test walks all routes and fails on one that carries none of these."""

from typing import TYPE_CHECKING, Any

from matinee.access.callers import note_refusal, viewer_of
from matinee.access.errors import SecondFactorDue
from matinee.access.policy import Permission, Viewer
from matinee.kit.errors import Forbidden, Unauthenticated

if TYPE_CHECKING:  # a process without routes, as the worker, does without the framework's 7 MB
    from litestar.connection import ASGIConnection
    from litestar.handlers import BaseRouteHandler


class Declaration:
    """A route's stated need. `isinstance(guard, Declaration)` is how the contract test knows one."""

    def admit(self, viewer: Viewer | None) -> None:
        """Raise `Unauthenticated` or `Forbidden` unless this caller may come in."""
        raise NotImplementedError

    async def __call__(self, connection: "ASGIConnection[Any, Any, Any, Any]", _: "BaseRouteHandler") -> None:
        """Litestar's guard protocol: runs before the body is read."""
        try:
            self.admit(viewer_of(connection.scope))
        except Forbidden as refusal:
            note_refusal(connection.scope, refusal.detail)
            raise


class Needs(Declaration):
    """Needs a named permission; with `in_person`, held by a signed-in person and not by an API key."""

    def __init__(self, permission: Permission, *, in_person: bool = False) -> None:
        self.permission = permission
        self.in_person = in_person

    def admit(self, viewer: Viewer | None) -> None:
        """Let in who holds the permission."""
        if viewer is None:
            raise Unauthenticated
        if not viewer.permissions and viewer.session_id is not None:
            raise SecondFactorDue("An administrator requires it of this account. Set one up, then go on.")
        if not viewer.may(self.permission):
            raise Forbidden(f"This needs the permission “{self.permission}”. Ask an administrator for it.")
        _refuse_key(viewer, in_person=self.in_person)

    def __repr__(self) -> str:
        return f"needs({self.permission.name})"


class SignedIn(Declaration):
    """Needs a signed-in person, whatever the role; also one who must first set up a second factor."""

    def __init__(self, *, in_person: bool = True) -> None:
        self.in_person = in_person

    def admit(self, viewer: Viewer | None) -> None:
        """Let in anyone known."""
        if viewer is None:
            raise Unauthenticated
        _refuse_key(viewer, in_person=self.in_person)

    def __repr__(self) -> str:
        return "signed_in()"


class OpenToAll(Declaration):
    """Asks nothing of the caller here, for a stated reason."""

    def __init__(self, reason: str) -> None:
        self.reason = reason

    def admit(self, viewer: Viewer | None) -> None:
        """Let everyone in."""

    def __repr__(self) -> str:
        return f"open_to_all({self.reason!r})"


def needs(permission: Permission, *, in_person: bool = False) -> Needs:
    """Declare the permission a route needs; `in_person` keeps API keys out (accounts, keys, second factors)."""
    return Needs(permission, in_person=in_person)


def signed_in(*, in_person: bool = True) -> SignedIn:
    """Declare that a route serves anyone who is signed in, about their own account."""
    return SignedIn(in_person=in_person)


def open_to_all(reason: str) -> OpenToAll:
    """Declare that a route is open, and why: because it must be, or because it checks a signature itself."""
    return OpenToAll(reason)


def _refuse_key(viewer: Viewer, *, in_person: bool) -> None:
    if in_person and viewer.key_id is not None:
        raise Forbidden("An API key cannot do this. Sign in with your name and password.")
