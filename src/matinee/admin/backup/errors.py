"""Why a backup cannot be made or restored."""

from matinee.kit.errors import Conflict, Unavailable, Unprocessable


class BackupFailed(Unavailable):
    """No backup was made; nothing half-written is left."""

    code, title = "backup_failed", "The backup could not be made"


class BackupUnreadable(Unprocessable):
    """The file is not a whole backup that this program can restore. Nothing was changed."""

    code, title = "backup_unreadable", "This file cannot be restored"


class TargetNotEmpty(Conflict):
    """There is data already where the backup should go. Nothing was changed."""

    code, title = "restore_target_not_empty", "There is data already"
