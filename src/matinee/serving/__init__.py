"""`matinee serve`: imports nothing of the application, so that it starts fast and what watches the rest stays small."""

from matinee.serving.serve import database, serve

__all__ = ["database", "serve"]
