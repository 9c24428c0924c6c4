"""The server itself, for its operator: its memory, its starts and ends."""

from matinee.admin.system.life import announce_started, announce_stopping

__all__ = ["announce_started", "announce_stopping"]
