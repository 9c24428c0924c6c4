"""Counts of failures, by name and by address. All time is the database's."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import delete, func, literal, select, text

from matinee.access.tables import login_throttle
from matinee.kit.db import Connection

_FAIL = text("""
insert into login_throttle as t (key, failures, last_failure_at) values (:key, 1, now())
on conflict (key) do update set
  failures = case when t.last_failure_at < now() - cast(:window as interval) then 1 else t.failures + 1 end,
  last_failure_at = now(),
  blocked_until = case
    when t.last_failure_at >= now() - cast(:window as interval) and t.failures + 1 >= :allowed
    then now() + least(interval '15 seconds' * power(2, least(t.failures + 1 - :allowed, 20)),
                       cast(:longest as interval))
  end
returning failures, coalesce(extract(epoch from blocked_until - now()), 0)
""")


async def wait_s(tx: Connection, keys: Sequence[bytes]) -> float:
    """Give the seconds that the longest blocked of these keys must still wait; 0 when none is."""
    left = func.extract("epoch", func.max(login_throttle.c.blocked_until) - func.now())
    found = (
        await tx.execute(select(func.coalesce(left, literal(0.0))).where(login_throttle.c.key.in_(keys)))
    ).scalar_one()
    return max(0.0, float(found))


async def fail(tx: Connection, key: bytes, *, allowed: int, window: timedelta, longest: timedelta) -> float:
    """Count one failure; give the seconds this key must wait from now on (0: none)."""
    values = {"key": key, "allowed": allowed, "window": window, "longest": longest}
    return float((await tx.execute(_FAIL, values)).one()[1])


async def forgive(tx: Connection, key: bytes) -> None:
    """Forget the failures of a key."""
    await tx.execute(delete(login_throttle).where(login_throttle.c.key == key))


async def forget_older_than(tx: Connection, age: timedelta) -> int:
    """Forget counts nobody added to for this long; tell how many."""
    old = login_throttle.c.last_failure_at < func.now() - age
    return (await tx.execute(delete(login_throttle).where(old))).rowcount
