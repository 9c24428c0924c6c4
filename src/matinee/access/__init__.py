"""Users, sessions, keys, roles, grants by library; and the policy on what a viewer may see."""

from matinee.access.assembly import open_access
from matinee.access.authenticator import Authenticator
from matinee.access.callers import actor_for, actor_of, address_of, token_of, user_id_of, viewer_of
from matinee.access.guards import Declaration, Needs, OpenToAll, SignedIn, needs, open_to_all, signed_in
from matinee.access.jobs import KINDS
from matinee.access.options import AccessOptions, ConfiguredProvider
from matinee.access.origins import hosts_of
from matinee.access.passwords import PasswordPool
from matinee.access.policy import PERMISSIONS_OF, SYSTEM, ContentColumns, Permission, Role, Viewer, visible_to
from matinee.access.records.single_sign_on import Provider
from matinee.access.sealing import SecretKeyDiffers, forget_sealing_key, open_sealer
from matinee.access.service import console
from matinee.access.service.setup import ensure_first_administrator, ensure_setup_token, setup_needed
from matinee.access.signing import ImageTagKeys, MediaUrlKeys, provide_signing_keys
from matinee.access.viewing import viewer_of_person

__all__ = [
    "KINDS",
    "PERMISSIONS_OF",
    "SYSTEM",
    "AccessOptions",
    "Authenticator",
    "ConfiguredProvider",
    "ContentColumns",
    "Declaration",
    "ImageTagKeys",
    "MediaUrlKeys",
    "Needs",
    "OpenToAll",
    "PasswordPool",
    "Permission",
    "Provider",
    "Role",
    "SecretKeyDiffers",
    "SignedIn",
    "Viewer",
    "actor_for",
    "actor_of",
    "address_of",
    "console",
    "ensure_first_administrator",
    "ensure_setup_token",
    "forget_sealing_key",
    "hosts_of",
    "needs",
    "open_access",
    "open_sealer",
    "open_to_all",
    "provide_signing_keys",
    "setup_needed",
    "signed_in",
    "token_of",
    "user_id_of",
    "viewer_of",
    "viewer_of_person",
    "visible_to",
]
