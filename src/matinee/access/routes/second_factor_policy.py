"""Of which roles a second factor is asked, for administrators."""

from typing import Any

from litestar import Request, get, put

from matinee.access.callers import actor_of
from matinee.access.guards import needs
from matinee.access.options import AccessOptions
from matinee.access.policy import Permission, Viewer
from matinee.access.records import SecondFactorPolicy, SecondFactorPolicyBody
from matinee.access.service import second_factor_policy
from matinee.kit.db import Connection
from matinee.kit.resources import Resources

type AnyRequest = Request[Any, Any, Any]

_TAGS = ["Second factor"]


@get(
    "/second-factor-policy",
    guards=[needs(Permission.ADMIN)],
    tags=_TAGS,
    operation_id="get_second_factor_policy",
)
async def show_second_factor_policy(tx: Connection, resources: Resources) -> SecondFactorPolicy:
    """Tell of which roles a second factor is asked, and how many people have none yet."""
    return await second_factor_policy.policy(tx, resources.get(AccessOptions))


@put(
    "/second-factor-policy",
    guards=[needs(Permission.ADMIN, in_person=True)],
    tags=_TAGS,
    operation_id="decide_second_factor_policy",
)
async def decide_second_factor_policy(
    request: AnyRequest, data: SecondFactorPolicyBody, viewer: Viewer, tx: Connection, resources: Resources
) -> SecondFactorPolicy:
    """Ask a second factor of these roles: who has none may only set one up, at once and on every device."""
    await second_factor_policy.decide(tx, data.roles, viewer, actor_of(request.scope))
    return await second_factor_policy.policy(tx, resources.get(AccessOptions))
