"""Who may see what: the viewer, and the condition that every content statement joins."""

from matinee.access.policy.condition import (
    ContentColumns,
    TitleColumns,
    ViewerShape,
    permission_set,
    seeing_hidden,
    shape_of,
    viewer_parameters,
    visible_in_shape,
    visible_to,
)
from matinee.access.policy.permissions import (
    PERMISSIONS_OF,
    Permission,
    Role,
    Scope,
    permissions_of_key,
    scopes_within,
)
from matinee.access.policy.viewer import SYSTEM, Viewer

__all__ = [
    "PERMISSIONS_OF",
    "SYSTEM",
    "ContentColumns",
    "Permission",
    "Role",
    "Scope",
    "TitleColumns",
    "Viewer",
    "ViewerShape",
    "permission_set",
    "permissions_of_key",
    "scopes_within",
    "seeing_hidden",
    "shape_of",
    "viewer_parameters",
    "visible_in_shape",
    "visible_to",
]
