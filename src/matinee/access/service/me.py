"""The signed-in person's own account, as they see it."""

from matinee.access.options import AccessOptions
from matinee.access.policy import PERMISSIONS_OF
from matinee.access.records import Me, User


def me_of(user: User, options: AccessOptions, csrf_token: str | None, events_after: str | None = None) -> Me:
    """Describe an account to its owner."""
    required = user.second_factor_required or user.role_needs_second_factor or options.second_factor_required
    due = required and not user.second_factor
    return Me(
        id=user.id,
        username=user.username,
        display_name=user.display_name,
        role=user.role,
        permissions=[] if due else sorted(PERMISSIONS_OF[user.role]),
        all_libraries=user.all_libraries,
        library_ids=user.library_ids,
        maximum_age=user.maximum_age,
        sees_unrated=user.sees_unrated,
        language=user.language,
        time_zone=user.time_zone,
        has_password=user.has_password,
        second_factor=user.second_factor,
        second_factor_required=required,
        second_factor_due=due,
        csrf_token=csrf_token,
        events_after=events_after,
    )
