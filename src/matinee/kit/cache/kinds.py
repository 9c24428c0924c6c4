"""Declaring what is cached: each kind once, by name, with how long its entries live and how sure they must be."""

from datetime import timedelta

import msgspec

_NO_TIME = timedelta()
SECURITY = timedelta(milliseconds=500)
"""How long a change of what security rests on may go unheard."""


class CacheKind[V](msgspec.Struct, frozen=True, kw_only=True):
    """One kind of cached thing. `V` is immutable: every reader is handed the same one."""

    name: str
    holds: type[V]
    fresh_for: timedelta
    """How long an entry is used as it is."""
    stale_for: timedelta = _NO_TIME
    """And how long after that it is still given while it is being read anew."""
    absent_for: timedelta = timedelta(seconds=1)
    """How long it is remembered that there is no such thing."""
    at_most: int = 1000
    """Entries in this process; those not used for longest go first."""
    unheard_for: timedelta = _NO_TIME
    """How old a change may be that was not heard of yet. Zero: each read first makes sure that all changes committed
    before it have been heard (one round trip, 0.3 ms). Security allows half a second."""
    is_shared: bool = False
    """Also kept in the shared cache, if there is one. Never what security rests on: whoever can write to that cache
    could make themselves administrator."""


class Loaded[V](msgspec.Struct, frozen=True):
    """What was read from where it really is. A value of None: there is no such thing."""

    value: V | None
    tags: tuple[str, ...] = ()
    """What it rests on: a change told under one of these makes it another thing."""
    valid_for: timedelta | None = None
    """When it ends by itself before the kind's time."""
