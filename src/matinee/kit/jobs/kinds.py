"""Declaring a kind of job: once, with everything that may be said about it. A kind that lacks something is refused."""

import hashlib
import inspect
import re
from collections.abc import Callable, Coroutine, Iterable, Iterator
from datetime import timedelta
from enum import StrEnum
from typing import Any

import msgspec

from matinee.kit.events import Event
from matinee.kit.jobs.context import JobContext
from matinee.kit.jobs.outcomes import Outcome
from matinee.kit.jobs.progress import Progress

_NAME = re.compile(r"[a-z]+(\.[a-z]+(_[a-z]+)*)+")


class Queue(StrEnum):
    """The queues, from the most to the least urgent, each with its own number of jobs at a time in one worker."""

    CRITICAL = "critical"
    HIGH = "high"
    DEFAULT = "default"
    LOW = "low"
    BULK = "bulk"


SPARE, ASKED, AWAITED = -10, 0, 10
"""Priorities inside a queue: what follows from a scan; what somebody asked for; what somebody waits for."""

CONCURRENCY = {Queue.CRITICAL: 20, Queue.HIGH: 15, Queue.DEFAULT: 10, Queue.LOW: 5, Queue.BULK: 3}


class KindIncomplete(ValueError):
    """A declaration says too little, or something impossible. The server does not start with it."""


class Backoff(msgspec.Struct, frozen=True):
    """When a failed attempt is tried again: `first`, then each time `factor` longer, up to `longest`."""

    first: timedelta = timedelta(seconds=5)
    factor: float = 4
    longest: timedelta = timedelta(hours=1)

    def delay(self, attempt: int) -> timedelta:
        """Give the wait after the failure of this attempt (1-based)."""
        return min(self.first * self.factor ** (attempt - 1), self.longest)


class Schedule(msgspec.Struct, frozen=True):
    """A periodic kind: enqueued each `every`, and once when a server starts where `at_start` says so."""

    every: timedelta
    at_start: bool = False


class Kind[A: msgspec.Struct](msgspec.Struct, frozen=True, kw_only=True):
    """One kind of job. Every field without a default must be given: None is an answer, silence is not."""

    name: str
    arguments: type[A]
    queue: Queue
    attempts: int
    unique_for: timedelta | None
    """How long a waiting job takes in repeats of its arguments; None: each request is a job of its own."""
    time_limit: timedelta | None
    """The longest run; None only for a kind with a `stall_limit`."""
    serial: Callable[[A], str | None] | None
    """Jobs with one serial key never run together."""
    run: Callable[[JobContext, A], Coroutine[None, None, Outcome]]
    stall_limit: timedelta | None = None
    """The longest time without a call of `context.progress`."""
    retry: Backoff = Backoff()
    not_in_key: frozenset[str] = frozenset()
    """Arguments that differ on each call (a scan's id) and are no part of what makes two requests the same."""
    schedule: Schedule | None = None
    """Of a periodic kind, whose arguments all have defaults."""
    run_now: A | None = None
    """What a person's "run now" of a periodic kind asks for, where it differs from the defaults."""
    progress_event: Callable[[A, Progress], Event] | None = None
    """An event to announce with each (throttled) progress."""
    goes_first: bool = False
    """While a job of this kind runs, its worker runs work below `ASKED` one at a time: ten such jobs beside it would
    leave it a tenth of the process."""

    def unique_key(self, arguments: A) -> bytes | None:
        """Give the key that equal requests share; None for a kind that is not unique."""
        if self.unique_for is None:
            return None
        fields = msgspec.to_builtins(arguments)
        kept = {name: value for name, value in fields.items() if name not in self.not_in_key}
        text = self.name.encode() + b"\0" + msgspec.json.encode(kept, order="deterministic")
        return hashlib.blake2b(text, digest_size=16).digest()

    def serial_key(self, arguments: A) -> str | None:
        """Give the serial key of a job with these arguments."""
        return None if self.serial is None else self.serial(arguments)


type AnyKind = Kind[Any]
"""A kind of whatever arguments: what lists of kinds hold."""


class Registry:
    """All kinds of a program, by name. Refuses incomplete and repeated ones, so that they are found at start."""

    def __init__(self, kinds: Iterable[AnyKind]) -> None:
        self._kinds: dict[str, AnyKind] = {}
        for kind in kinds:
            _check(kind)
            if kind.name in self._kinds:
                raise KindIncomplete(f"{kind.name} is declared twice.")
            self._kinds[kind.name] = kind

    def get(self, name: str) -> AnyKind | None:
        """Give the kind of this name, if this program knows it."""
        return self._kinds.get(name)

    def __iter__(self) -> Iterator[AnyKind]:
        return iter(self._kinds.values())


def _check(kind: AnyKind) -> None:
    """Refuse a declaration that says too little: what a type checker cannot see, or was not asked."""
    wrong: list[str] = []
    if not _NAME.fullmatch(kind.name):
        wrong.append("its name is not of the form `slice.verb_noun`")
    if not _is_record(kind.arguments):
        wrong.append("its arguments are not a msgspec.Struct")
    if not isinstance(kind.queue, Queue):  # pyright: ignore[reportUnnecessaryIsInstance]
        wrong.append("it names no queue")
    if kind.attempts < 1:
        wrong.append("it has no attempts")
    limits = (kind.time_limit, kind.stall_limit)
    if limits == (None, None) or any(limit is not None and limit <= timedelta() for limit in limits):
        wrong.append("it has no limit of time")
    if kind.unique_for is not None and kind.unique_for <= timedelta():
        wrong.append("its unique period is empty")
    if not inspect.iscoroutinefunction(kind.run):
        wrong.append("its body is not an async function")
    wrong += _check_details(kind)
    if wrong:
        raise KindIncomplete(f"The job kind {kind.name!r} cannot be used: {'; '.join(wrong)}.")


def _is_record(arguments: object) -> bool:
    return inspect.isclass(arguments) and issubclass(arguments, msgspec.Struct)


def _check_details(kind: AnyKind) -> list[str]:
    wrong: list[str] = []
    fields = msgspec.structs.fields(kind.arguments) if _is_record(kind.arguments) else ()
    unknown = kind.not_in_key - {field.name for field in fields}
    if unknown:
        wrong.append(f"it has no argument {', '.join(sorted(unknown))}")
    if kind.schedule is not None:
        if kind.schedule.every <= timedelta():
            wrong.append("its schedule has no interval")
        if any(field.required for field in fields):
            wrong.append("it is periodic, but its arguments have no defaults")
    return wrong
