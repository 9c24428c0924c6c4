"""Where a job runs: with all others, or apart because a worker died while it ran."""

from enum import StrEnum


class Lane(StrEnum):
    """Which jobs a worker process takes."""

    SHARED = "shared"
    """Jobs that nothing is held against: many at a time in one process."""
    APART = "apart"
    """Jobs found on a dead worker: each in a process of its own, several such processes side by side."""
    SOLE = "sole"
    """Jobs whose own process died, too: one at a time, with none apart beside it while the others can wait."""
