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
