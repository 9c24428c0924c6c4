"""What the phases of a scan hand to each other, and what clients see of a scan."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

from matinee.kit.walking import Issue, Report, Rows

type Action = Literal["add", "update", "move", "hide", "return"]
type ScanState = Literal["waiting", "running", "held", "offline", "completed", "dismissed", "failed", "cancelled"]


HARMLESS: tuple[Action, ...] = ("add", "update", "move", "return")
"""What is applied without asking anybody."""
PROBLEMS = frozenset(
    {
        "disk_changed",
        "link_broken",
        "not_answering",
        "not_listed",
        "permission_denied",
        "still_written",
        "too_deep",
        "too_many_entries",
        "unreadable",
        "vanished",
    }
)
"""Reasons that are errors of a scan; the others are why a path is passed over."""


class Change(msgspec.Struct, frozen=True):
    """One row of a plan."""

    ordinal: int
    action: Action
    root_id: UUID
    path: bytes
    file_id: UUID | None
    details: dict[str, object]


class WalkedRoot(msgspec.Struct):
    """What the walk of one root gave."""

    root_id: UUID
    blocks: list[Rows]
    issues: list[Issue]
    report: Report


class Hold(msgspec.Struct, frozen=True):
    """Why a person must decide about what a plan hides."""

    code: Literal["every_file", "share_of_root", "emptied_folder", "other_disk"]
    path: str
    """The folder it is about."""
    hidden: int
    files: int
    """How many files are known there."""
    words: str


class Counts(msgspec.Struct, frozen=True):
    """The numbers of a scan. What was added, updated, moved, missing and returned are videos."""

    found: int = 0
    """Files of all kinds that were read."""
    added: int = 0
    updated: int = 0
    moved: int = 0
    missing: int = 0
    returned: int = 0
    beside: int = 0
    """Changes of the files beside videos: subtitles, pictures, NFO."""
    unmatched: int = 0
    ignored: int = 0
    errors: int = 0


class ScanProgress(msgspec.Struct, frozen=True):
    """Where a running scan is."""

    phase: str
    current: int
    total: int | None
    message: str


class Scan(msgspec.Struct, frozen=True):
    """A scan as clients see it."""

    id: UUID
    library_id: UUID
    state: ScanState
    phase: str | None
    counts: Counts
    progress: ScanProgress | None
    hold_reason: str | None
    holds: list[Hold]
    """The reasons one by one, each with a stable code; only while the plan is held."""
    error: str | None
    scope: str | None
    requested_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    seconds: float | None
    job_id: int | None


class PlannedChange(msgspec.Struct, frozen=True):
    """A change as clients see it."""

    action: Action
    path: str
    to_path: str | None
    size_bytes: int | None
    is_applied: bool


class HiddenFolder(msgspec.Struct, frozen=True):
    """What a plan hides of one folder."""

    path: str
    hidden: int
    files: int
    """Files known to be present in the folder before the plan is applied."""
    examples: list[str]
    """Some of the names."""


class HiddenFolders(msgspec.Struct, frozen=True):
    """What a plan hides, folder by folder, those with most first; and how much it does of each kind."""

    items: list[HiddenFolder]
    next_cursor: str | None
    counts: dict[Action, int]
    titles: int
    """Films and episodes of which at least one file is hidden."""


class ReasonCount(msgspec.Struct, frozen=True):
    """How many paths are passed over for one reason."""

    reason: str
    count: int


class IgnoredPage(msgspec.Struct, frozen=True):
    """A page of what is passed over, and how often for each reason, whatever is filtered."""

    items: list["PassedOver"]
    next_cursor: str | None
    reasons: list[ReasonCount]


class PassedOver(msgspec.Struct, frozen=True):
    """A path that was passed over or could not be read."""

    path: str
    reason: str
    detail: str | None
