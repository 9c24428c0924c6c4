"""Backups: one file with everything that cannot be made again, and the way back."""

from matinee.admin.backup.errors import BackupFailed, BackupUnreadable, TargetNotEmpty
from matinee.admin.backup.jobs import BACKUP_CREATE, KINDS, CreateBackup, NightlyPlan
from matinee.admin.backup.service import BackupPlace, backups, create_backup, prune, restore_backup

__all__ = [
    "BACKUP_CREATE",
    "KINDS",
    "BackupFailed",
    "BackupPlace",
    "BackupUnreadable",
    "CreateBackup",
    "NightlyPlan",
    "TargetNotEmpty",
    "backups",
    "create_backup",
    "prune",
    "restore_backup",
]
