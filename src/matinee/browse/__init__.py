"""What crosses kinds: one item, home, next up."""

from matinee.browse.routes import ROUTES

__all__ = ["ROUTES"]
