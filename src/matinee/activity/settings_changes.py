"""Settings come from a file and the environment, so a change is seen when the server starts."""

from collections.abc import Mapping

from matinee.activity import repository
from matinee.journal import SYSTEM_ACTOR, Entry, record
from matinee.kit.db import Connection

_NOT_SET = "-"


async def record_settings(tx: Connection, now: Mapping[str, str]) -> None:
    """Journal each setting that differs from the last start, old and new. `now` holds them as they are shown.

    A secret is hidden on both sides: that it was set or cleared is told, its value never.
    """
    before = await repository.exchange_settings(tx, now)
    if not before:
        return
    for name in sorted({*before, *now}):
        old, new = before.get(name, _NOT_SET), now.get(name, _NOT_SET)
        if old != new:
            details: dict[str, object] = {"old": old, "new": new}
            entry = Entry(
                actor=SYSTEM_ACTOR, action="settings.changed", target_kind="setting", target_name=name, details=details
            )
            await record(tx, entry)
