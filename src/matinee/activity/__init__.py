"""The activity log (what happened, on top of the journal) and statistics by day."""

from matinee.activity.following import FOLLOWER
from matinee.activity.jobs import KINDS
from matinee.activity.settings_changes import record_settings

__all__ = ["FOLLOWER", "KINDS", "record_settings"]
