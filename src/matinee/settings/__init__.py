"""What an operator may set: one frozen tree, read once (defaults < file < environment)."""

from matinee.settings.loading import BadSettings, load_settings
from matinee.settings.tree import (
    BackupSettings,
    JobSettings,
    LogSettings,
    MediaSettings,
    OidcSettings,
    ScanSettings,
    SessionSettings,
    Settings,
)
from matinee.settings.values import Key, every_key, get, keys, keys_of_provider, shown

__all__ = [
    "BackupSettings",
    "BadSettings",
    "JobSettings",
    "Key",
    "LogSettings",
    "MediaSettings",
    "OidcSettings",
    "ScanSettings",
    "SessionSettings",
    "Settings",
    "every_key",
    "get",
    "keys",
    "keys_of_provider",
    "load_settings",
    "shown",
]
