"""Counting what a cache did, for Prometheus and for the operator's page."""

from prometheus_client import Counter

_READS = Counter("matinee_cache_reads", "Reads of a cache by how they were answered.", ["cache", "answer"])


class Count:
    """A number that only grows, here and on the page of figures."""

    def __init__(self, cache: str, answer: str) -> None:
        self.value = 0
        self._figure = _READS.labels(cache, answer)

    def inc(self) -> None:
        """Count one."""
        self.value += 1
        self._figure.inc()


class Counts:
    """How the reads of one cache were answered."""

    def __init__(self, cache: str) -> None:
        self.hits = Count(cache, "hit")
        self.stale = Count(cache, "stale")
        self.absent = Count(cache, "absent")
        self.shared = Count(cache, "shared")
        self.misses = Count(cache, "miss")
        self.joined = Count(cache, "joined")
        self.dropped = Count(cache, "dropped")
        self.unheard = Count(cache, "unheard")
        self.failures = Count(cache, "failure")
