"""Scanning: walk, compare, plan, apply; nothing that is known is lost by a disk that is away."""

from matinee.scanning.contents import ScannedContents
from matinee.scanning.inbox import INBOX_ROUTES
from matinee.scanning.jobs import KINDS, LIBRARY_SCAN, ScanLibrary, ScanRequested, ScanTiming, enqueue_scan
from matinee.scanning.requests import request_scan
from matinee.scanning.routes import ROUTES
from matinee.scanning.watching import Watcher, WatchTiming

__all__ = [
    "INBOX_ROUTES",
    "KINDS",
    "LIBRARY_SCAN",
    "ROUTES",
    "ScanLibrary",
    "ScanRequested",
    "ScanTiming",
    "ScannedContents",
    "WatchTiming",
    "Watcher",
    "enqueue_scan",
    "request_scan",
]
