"""The signed-in person's second factor. Open also to one who must set it up before anything else."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, delete, get, post

from matinee.access.callers import actor_of, user_id_of
from matinee.access.guards import needs, signed_in
from matinee.access.policy import Permission, Role, Viewer
from matinee.access.records import NewTotp, RecoveryCodes, TotpState
from matinee.access.schemas import CodeBody, PasswordConfirmation
from matinee.access.service import people, second_factor
from matinee.access.service.desk import SignInDesk
from matinee.kit.db import Connection
from matinee.kit.errors import Forbidden
from matinee.kit.resources import Resources

type AnyRequest = Request[Any, Any, Any]

_TAGS = ["Second factor"]
_ONCE = {"cache-control": "no-store"}


@get("/me/totp", guards=[signed_in()], tags=_TAGS, operation_id="get_totp")
async def show_totp(viewer: Viewer, tx: Connection) -> TotpState:
    """Tell whether an authenticator app is set up, and how many recovery codes are left."""
    return await second_factor.state(tx, user_id_of(viewer))


@post("/me/totp", guards=[signed_in()], tags=_TAGS, operation_id="begin_totp", status_code=200)
async def begin_totp(
    request: AnyRequest, data: PasswordConfirmation, viewer: Viewer, resources: Resources
) -> Response[NewTotp]:
    """Make a secret for an authenticator app; it counts once a code of it was confirmed."""
    _require_own(viewer)
    desk = resources.get(SignInDesk)
    made = await second_factor.begin(desk, user_id_of(viewer), data.password, actor_of(request.scope))
    return Response(made, headers=_ONCE)


@post("/me/totp/confirm", guards=[signed_in()], tags=_TAGS, operation_id="confirm_totp", status_code=200)
async def confirm_totp(
    request: AnyRequest, data: CodeBody, viewer: Viewer, tx: Connection, resources: Resources
) -> Response[RecoveryCodes]:
    """Put the app into force by a code that it shows; the answer holds the recovery codes."""
    _require_own(viewer)
    desk = resources.get(SignInDesk)
    codes = await second_factor.confirm(desk, tx, user_id_of(viewer), data.code, actor_of(request.scope))
    return Response(codes, headers=_ONCE)


@post("/me/totp/disable", guards=[signed_in()], tags=_TAGS, operation_id="disable_totp", status_code=204)
async def disable_totp(request: AnyRequest, data: CodeBody, viewer: Viewer, resources: Resources) -> None:
    """Turn the second factor off, for a code of it."""
    await second_factor.turn_off(resources.get(SignInDesk), user_id_of(viewer), data.code, actor_of(request.scope))


@post("/me/recovery-codes", guards=[signed_in()], tags=_TAGS, operation_id="renew_recovery_codes", status_code=200)
async def renew_recovery_codes(
    request: AnyRequest, data: CodeBody, viewer: Viewer, resources: Resources
) -> Response[RecoveryCodes]:
    """Make new recovery codes, for a code; the earlier ones end."""
    desk = resources.get(SignInDesk)
    codes = await second_factor.renew_recovery_codes(desk, user_id_of(viewer), data.code, actor_of(request.scope))
    return Response(codes, headers=_ONCE)


@delete(
    "/users/{user_id:uuid}/totp",
    guards=[needs(Permission.USERS, in_person=True)],
    tags=["Users"],
    operation_id="reset_user_totp",
)
async def reset_user_totp(request: AnyRequest, user_id: UUID, tx: Connection) -> None:
    """Take a person's second factor away, when their device is lost."""
    user = await people.get(tx, user_id)
    await second_factor.reset(tx, user_id, user.username, actor_of(request.scope))


def _require_own(viewer: Viewer) -> None:
    """Raise for guests, whose account is lent, unless a second factor was asked of that very account."""
    must_set_up = not viewer.permissions
    if viewer.role is Role.GUEST and not must_set_up:
        raise Forbidden("A guest's account is lent, so it takes no second factor. Ask an administrator.")
