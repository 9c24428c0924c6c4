"""Playing: what a device can take, playbacks with their URLs, and the bytes."""

from matinee.playback.decision import Capabilities, Decision, Reason, decide
from matinee.playback.errors import FileMissing, FileNotFound, RootOffline

__all__ = [
    "Capabilities",
    "Decision",
    "FileMissing",
    "FileNotFound",
    "Reason",
    "RootOffline",
    "decide",
]
