"""Background work of accounts: forgetting what has ended."""

from datetime import timedelta

import msgspec

from matinee.access.options import AccessOptions
from matinee.access.repository import invitations, keys, sessions, throttles
from matinee.kit.jobs import AnyKind, Done, JobContext, Kind, Queue, Schedule

_ENDED_FOR = timedelta(days=30)
"""How long an ended session stays on record, so that its use can still be told from an unknown token's."""


class ForgetEnded(msgspec.Struct, frozen=True):
    """Nothing: rows say themselves when they have ended."""


async def forget_ended(context: JobContext, _arguments: ForgetEnded) -> Done:
    """Forget sessions with their tokens, keys, and failed sign-ins that no longer count."""
    options = context.resources.find(AccessOptions) or AccessOptions()
    async with context.transaction() as tx:
        ended = await sessions.forget_ended(tx, _ENDED_FOR)
        ended_keys = await keys.forget_ended(tx, _ENDED_FOR)
        invited = await invitations.forget_ended(tx, _ENDED_FOR)
        failures = await throttles.forget_older_than(tx, options.failure_window + options.longest_wait)
    return Done({"sessions": ended, "api_keys": ended_keys, "invitations": invited, "sign_in_failures": failures})


ACCOUNTS_CLEANUP = Kind(
    name="accounts.cleanup",
    arguments=ForgetEnded,
    queue=Queue.LOW,
    attempts=5,
    unique_for=timedelta(hours=1),
    time_limit=timedelta(minutes=2),
    serial=None,
    schedule=Schedule(every=timedelta(hours=1), at_start=True),
    run=forget_ended,
)

KINDS: list[AnyKind] = [ACCOUNTS_CLEANUP]
