"""The inbox: files that are a question for a person, by folder, with choices for all of a folder at once."""

from matinee.scanning.inbox.routes import INBOX_ROUTES

__all__ = ["INBOX_ROUTES"]
