"""What an operator may set: one frozen tree, read once (defaults < file < environment)."""

from matinee.settings.loading import BadSettings, load_settings
from matinee.settings.tree import (
    BackupSettings,
    JobSettings,
    LogSettings,
    MediaSettings,
    ScanSettings,
    SessionSettings,
    Settings,
)
from matinee.settings.values import Key, get, keys, shown

__all__ = [
    "BackupSettings",
    "BadSettings",
    "JobSettings",
    "Key",
    "LogSettings",
    "MediaSettings",
    "ScanSettings",
    "SessionSettings",
    "Settings",
    "get",
    "keys",
    "load_settings",
    "shown",
]
