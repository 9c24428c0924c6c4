"""Walking a root: threads and a process that can be left behind; an error means unknown, never empty."""

from matinee.kit.walking.records import (
    ROW_COLUMNS,
    Disk,
    Issue,
    Issues,
    Limits,
    Listing,
    Message,
    Mount,
    Progress,
    Report,
    Rules,
    Status,
    WalkRequest,
)
from matinee.kit.walking.rules import left_out
from matinee.kit.walking.runner import Rows, Walker, rows_of, walk_in_process
from matinee.kit.walking.tree import RealTree, TooManyEntries, Tree, disk_of
from matinee.kit.walking.walker import Walk

__all__ = [
    "ROW_COLUMNS",
    "Disk",
    "Issue",
    "Issues",
    "Limits",
    "Listing",
    "Message",
    "Mount",
    "Progress",
    "RealTree",
    "Report",
    "Rows",
    "Rules",
    "Status",
    "TooManyEntries",
    "Tree",
    "Walk",
    "WalkRequest",
    "Walker",
    "disk_of",
    "left_out",
    "rows_of",
    "walk_in_process",
]
