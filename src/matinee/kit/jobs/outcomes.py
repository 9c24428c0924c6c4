"""How a run ends: said by the body in a typed value, never guessed from an exception's text."""

from datetime import timedelta

import msgspec

type Json = dict[str, object] | None


class Done(msgspec.Struct, frozen=True):
    """It is done; `result` (JSON-ready) is kept with the job."""

    result: Json = None


class Retry(msgspec.Struct, frozen=True):
    """This attempt failed. Try again after `after` (a provider's Retry-After), else by the kind's own schedule."""

    reason: str
    after: timedelta | None = None


class Snooze(msgspec.Struct, frozen=True):
    """Not now: come back after `delay`. Uses no attempt."""

    delay: timedelta


class Cancel(msgspec.Struct, frozen=True):
    """A certain failure (404, an unknown title): never tried again. `result` may say more than the reason."""

    reason: str
    result: Json = None


type Outcome = Done | Retry | Snooze | Cancel | None


class Cancelled(Exception):
    """Somebody cancelled this job; raised by `context.raise_if_cancelled()`."""
