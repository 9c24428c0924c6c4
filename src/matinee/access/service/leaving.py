"""Signing out."""

from matinee.access.policy import Viewer
from matinee.access.repository import sessions
from matinee.access.telling import tell
from matinee.journal import Actor, Entry
from matinee.kit.db import Connection


async def log_out_here(tx: Connection, viewer: Viewer, actor: Actor) -> None:
    """End the session that asks."""
    if viewer.session_id is None or not await sessions.end_one(tx, viewer.user_id, viewer.session_id, "signed_out"):
        return
    entry = Entry(actor=actor, action="auth.logged_out", target_kind="user", target_id=viewer.user_id)
    await tell(tx, entry, viewer.user_id)
