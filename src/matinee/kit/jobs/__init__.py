"""Background work that cannot be lost: declare a kind, enqueue it in the transaction of its data, run it.

A kind reads like one sentence (see `library.scan_cleanup` in scanning/jobs.py); its body is a plain async function of
a context and typed arguments that returns Done, Retry, Snooze, Cancel or nothing.
"""

from matinee.kit.jobs.context import GivenUp, JobContext
from matinee.kit.jobs.enqueue import Enqueued, enqueue, enqueue_many
from matinee.kit.jobs.isolation import Isolation
from matinee.kit.jobs.kinds import (
    ASKED,
    AWAITED,
    CONCURRENCY,
    SPARE,
    AnyKind,
    Backoff,
    Kind,
    KindIncomplete,
    Queue,
    Registry,
    Schedule,
)
from matinee.kit.jobs.lanes import Lane
from matinee.kit.jobs.liveness import Timing
from matinee.kit.jobs.outcomes import Cancel, Cancelled, Done, Outcome, Retry, Snooze
from matinee.kit.jobs.progress import Progress
from matinee.kit.jobs.repository import cancel, hasten
from matinee.kit.jobs.schedule import start_now
from matinee.kit.jobs.worker import Worker, WorkerOptions

__all__ = [
    "ASKED",
    "AWAITED",
    "CONCURRENCY",
    "SPARE",
    "AnyKind",
    "Backoff",
    "Cancel",
    "Cancelled",
    "Done",
    "Enqueued",
    "GivenUp",
    "Isolation",
    "JobContext",
    "Kind",
    "KindIncomplete",
    "Lane",
    "Outcome",
    "Progress",
    "Queue",
    "Registry",
    "Retry",
    "Schedule",
    "Snooze",
    "Timing",
    "Worker",
    "WorkerOptions",
    "cancel",
    "enqueue",
    "enqueue_many",
    "hasten",
    "start_now",
]
