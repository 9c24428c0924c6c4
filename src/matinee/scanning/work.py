"""What a scan is given to work with, and what it comes to."""

from collections.abc import Awaitable, Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import timedelta
from uuid import UUID

import msgspec

from matinee.catalog.content_type import ContentType
from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.kit.walking import Walker
from matinee.libraries import Library, StoredRoot
from matinee.scanning.records import Hold

type Transaction = Callable[[], AbstractAsyncContextManager[Connection]]
type Tell = Callable[[str, int, int | None, str], Awaitable[None]]
type Probe = Callable[[Connection, Sequence[tuple[UUID, bytes, UUID]]], Awaitable[None]]
type Follow = Callable[[Connection, Collection[UUID]], Awaitable[None]]
type Again = Callable[[Connection, Sequence[bytes]], Awaitable[None]]


class Quiet(msgspec.Struct, frozen=True):
    """When a file counts as whole: one written within the window is looked at again after a pause."""

    window: timedelta = timedelta(seconds=10)
    pause: timedelta = timedelta(seconds=1)


class ScanWork(msgspec.Struct, frozen=True, kw_only=True):
    """The library and its roots, and the world a scan works in."""

    scan_id: UUID
    library: Library
    roots: list[StoredRoot]
    scope: bytes | None
    approved_by: UUID | None
    content: ContentType
    walker: Walker
    clock: Clock
    transaction: Transaction
    tell: Tell
    probe: Probe
    follow: Follow
    """Told, in the transaction of each batch, which items it changed."""
    again: Again
    """Asked to look again at whole paths that are still written."""
    quiet: Quiet = Quiet()


class Outcome(msgspec.Struct, frozen=True):
    """How a scan ended."""

    state: str
    counts: dict[str, int]
    hold_reason: str | None = None
    holds: Sequence[Hold] = ()
    error: str | None = None
