"""From an account's rights, a session or a key to the viewer who asks."""

from uuid import UUID

import msgspec

from matinee.access.options import AccessOptions
from matinee.access.policy import PERMISSIONS_OF, Viewer, permissions_of_key
from matinee.access.repository import keys, sessions
from matinee.access.repository.keys import LiveKey
from matinee.access.repository.rights import Rights
from matinee.access.repository.viewers import rights_of_person
from matinee.kit.db import Connection


def viewer_of_rights(rights: Rights, options: AccessOptions, session_id: UUID | None) -> Viewer:
    """Give what a signed-in person may do. Without a second factor that is due, they may only set one up."""
    due = second_factor_is_due(rights, options)
    return Viewer(
        user_id=rights.user_id,
        permissions=frozenset() if due else PERMISSIONS_OF[rights.role],
        all_libraries=rights.all_libraries and not due,
        library_ids=frozenset() if due else rights.library_ids,
        maximum_age=rights.maximum_age,
        sees_unrated=rights.sees_unrated,
        hidden_changed_at=rights.hidden_changed_at,
        role=rights.role,
        session_id=session_id,
        username=rights.username,
    )


def viewer_of_key(live: LiveKey, options: AccessOptions) -> Viewer:
    """Give what a key may do: never more than its maker at this moment, in permissions and in libraries.

    One that acts for its maker hides what they hide; one that is nobody's knows nobody's taste.
    """
    maker = viewer_of_rights(live.rights, options, None)
    permissions = maker.permissions & permissions_of_key(live.rights.role, live.scopes)
    narrowed = maker
    if live.library_ids is not None:
        within = live.library_ids if maker.all_libraries else live.library_ids & maker.library_ids
        narrowed = msgspec.structs.replace(maker, all_libraries=False, library_ids=within)
    return msgspec.structs.replace(
        narrowed,
        permissions=permissions,
        user_id=maker.user_id if live.acts_for_person else None,
        hidden_changed_at=maker.hidden_changed_at if live.acts_for_person else None,
        key_id=live.key_id,
    )


async def viewer_of_person(
    tx: Connection, person: UUID, bond: UUID | None = None, options: AccessOptions | None = None
) -> Viewer | None:
    """Give a person's present rights; with a bond (the session or key that asked first), what is left of its rights.

    None when the account is disabled or gone, or the session or key has ended.
    """
    chosen = options or AccessOptions()
    if bond is None:
        rights = await rights_of_person(tx, person)
        return None if rights is None else viewer_of_rights(rights, chosen, None)
    session = await sessions.live_by_id(tx, bond)
    if session is not None and session.rights.user_id == person:
        return viewer_of_rights(session.rights, chosen, session.session_id)
    key = await keys.live_by_id(tx, bond)
    return viewer_of_key(key, chosen) if key is not None and key.rights.user_id == person else None


def second_factor_is_due(rights: Rights, options: AccessOptions) -> bool:
    """Tell whether a second factor is required and not there yet."""
    return (rights.second_factor_required or options.second_factor_required) and not rights.has_second_factor
