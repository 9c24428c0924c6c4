"""Scanning: walk, compare, plan, apply; nothing that is known is lost by a disk that is away."""

from matinee.scanning.contents import ScannedContents
from matinee.scanning.counted import KeptCounts
from matinee.scanning.jobs import KINDS, LIBRARY_SCAN, ScanLibrary, ScanRequested, ScanTiming, enqueue_scan
from matinee.scanning.requests import request_scan
from matinee.scanning.watching import Watcher, WatchTiming

__all__ = [
    "KINDS",
    "LIBRARY_SCAN",
    "KeptCounts",
    "ScanLibrary",
    "ScanRequested",
    "ScanTiming",
    "ScannedContents",
    "WatchTiming",
    "Watcher",
    "enqueue_scan",
    "request_scan",
]
