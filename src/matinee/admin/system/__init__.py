"""The server itself, for its operator: its memory, its starts and ends."""

from matinee.admin.system.life import announce_started, announce_stopping
from matinee.admin.system.routes import ROUTES

__all__ = ["ROUTES", "announce_started", "announce_stopping"]
