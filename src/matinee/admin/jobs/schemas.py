"""Jobs and queues as they are answered."""

from datetime import datetime

import msgspec

from matinee.kit.jobs import Progress


class JobError(msgspec.Struct, frozen=True):
    """Why an attempt failed, in words."""

    at: datetime
    text: str


class JobView(msgspec.Struct, frozen=True):
    """One job with all that is known of it."""

    id: int
    kind: str
    queue: str
    state: str
    arguments: dict[str, object]
    attempt: int
    attempts: int
    progress: Progress | None
    result: dict[str, object] | None
    errors: list[JobError]
    created_at: datetime
    scheduled_at: datetime
    started_at: datetime | None
    finished_at: datetime | None


class QueueView(msgspec.Struct, frozen=True):
    """One queue: how much waits and runs in it, and since when it is paused."""

    name: str
    paused_at: datetime | None
    waiting: int
    running: int


class QueueList(msgspec.Struct, frozen=True):
    """All queues."""

    items: list[QueueView]


class JobFilter(msgspec.Struct, frozen=True):
    """What a list of jobs is narrowed to."""

    state: str | None = None
    queue: str | None = None
    kind: str | None = None


class Hour(msgspec.Struct, frozen=True):
    """How many jobs ended in an hour, and in which state."""

    hour: datetime
    state: str
    count: int


class Throughput(msgspec.Struct, frozen=True):
    """The last day by hour."""

    items: list[Hour]


class PeriodicView(msgspec.Struct, frozen=True):
    """A kind that runs by itself: how often, when last and when next."""

    kind: str
    every_s: float
    at_start: bool
    """Also when a server starts."""
    last_started_at: datetime | None
    last_job_id: int | None
    last_state: str | None
    """Null once that job is forgotten: a day after it was done."""
    next_at: datetime | None


class PeriodicList(msgspec.Struct, frozen=True):
    """All kinds that run by themselves."""

    items: list[PeriodicView]


class RunWish(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Which periodic kind is to run now."""

    kind: str


class RunAnswer(msgspec.Struct, frozen=True):
    """The job that does it: made now, or one that waited already."""

    job_id: int
    outcome: str
