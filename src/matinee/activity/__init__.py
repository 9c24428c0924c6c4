"""The activity log (what happened, on top of the journal) and statistics by day."""

from matinee.activity.following import FOLLOWER
from matinee.activity.jobs import KINDS
from matinee.activity.routes import ROUTES
from matinee.activity.settings_changes import record_settings

__all__ = ["FOLLOWER", "KINDS", "ROUTES", "record_settings"]
