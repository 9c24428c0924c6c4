"""Telling every process that something changed, in the transaction that changes it.

Tables on which security or shown content rests tell it by triggers (see the migration that made them), so that no way
of writing can forget it; this is for whatever else is cached.
"""

from sqlalchemy import text

from matinee.kit.db import Connection

CHANNEL = "matinee_cache"
_LONGEST_PAYLOAD = 7500
"""PostgreSQL takes payloads below 8,000 bytes."""
_NOTIFY = text(f"select pg_notify('{CHANNEL}', pg_current_xact_id()::text || ' ' || cast(:tags as text))")


async def invalidate(tx: Connection, *tags: str) -> None:
    """Tell that what these tags stand for is another thing once this transaction has committed. Tags hold no space."""
    waiting: list[str] = []
    for tag in tags:
        if waiting and sum(len(each.encode()) + 1 for each in (*waiting, tag)) > _LONGEST_PAYLOAD:
            await tx.execute(_NOTIFY, {"tags": " ".join(waiting)})
            waiting = []
        waiting.append(tag)
    if waiting:
        await tx.execute(_NOTIFY, {"tags": " ".join(waiting)})


def read_notice(payload: str) -> tuple[int, list[str]]:
    """Read what was notified: the transaction, and the tags."""
    transaction, *tags = payload.split(" ")
    return int(transaction), tags
