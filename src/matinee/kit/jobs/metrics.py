"""Figures by kind of job for `/metrics`."""

from prometheus_client import Counter, Histogram

ENQUEUED = Counter("matinee_jobs_enqueued", "Requests for jobs, by what became of them", ["kind", "outcome"])
ENDED = Counter("matinee_jobs_ended", "Runs by how they ended (retrying: a failed attempt)", ["kind", "state"])
DURATION = Histogram(
    "matinee_job_seconds",
    "How long runs took",
    ["kind"],
    buckets=(0.01, 0.05, 0.1, 0.5, 1, 5, 15, 60, 300, 1800, 7200),
)
