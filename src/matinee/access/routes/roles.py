"""What the roles may."""

import msgspec
from litestar import get

from matinee.access.guards import signed_in
from matinee.access.policy import PERMISSIONS_OF, Permission, Role, Scope, scopes_within


class RoleInfo(msgspec.Struct, frozen=True):
    """A role as a set of permissions."""

    role: Role
    permissions: list[Permission]
    key_scopes: list[Scope]
    """What it may hand to an API key."""


class RoleMatrix(msgspec.Struct, frozen=True):
    """All roles and all permissions, in the order of a table."""

    items: list[RoleInfo]
    permissions: list[Permission]


@get("/roles", guards=[signed_in()], tags=["Users"], operation_id="list_roles")
async def list_roles() -> RoleMatrix:
    """Give the matrix of roles and permissions."""
    items = [
        RoleInfo(
            role,
            [each for each in Permission if each in PERMISSIONS_OF[role]],
            [each for each in Scope if "keys" in PERMISSIONS_OF[role] and each in scopes_within(role)],
        )
        for role in Role
    ]
    return RoleMatrix(items, list(Permission))
