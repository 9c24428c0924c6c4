"""Figures by kind of job for `/metrics`."""

from collections.abc import Iterable

import msgspec
from prometheus_client import Counter, Gauge, Histogram

ENQUEUED = Counter("matinee_jobs_enqueued", "Requests for jobs, by what became of them", ["kind", "outcome"])
ENDED = Counter("matinee_jobs_ended", "Runs by how they ended (retrying: a failed attempt)", ["kind", "state"])
WAITING = Gauge("matinee_jobs_waiting", "Jobs that could run now and wait for room", ["kind"])
RUNNING = Gauge("matinee_jobs_running", "Jobs that run, on all workers", ["kind"])
OLDEST = Gauge("matinee_jobs_oldest_waiting_seconds", "How long the longest waiting job has been due", ["kind"])
DURATION = Histogram(
    "matinee_job_seconds",
    "How long runs took",
    ["kind"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200),
)


class Load(msgspec.Struct, frozen=True):
    """What there is of one kind at a moment."""

    kind: str
    waiting: int
    running: int
    oldest_s: float


def show_load(kinds: Iterable[str], loads: Iterable[Load]) -> None:
    """Set the gauges of all kinds; one that is not among the loads has nothing waiting or running."""
    by_kind = {load.kind: load for load in loads}
    for kind in {*kinds, *by_kind}:
        load = by_kind.get(kind, Load(kind, 0, 0, 0.0))
        WAITING.labels(kind).set(load.waiting)
        RUNNING.labels(kind).set(load.running)
        OLDEST.labels(kind).set(load.oldest_s)
