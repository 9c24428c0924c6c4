"""Pictures of items: local artwork, embedded covers, designed cards."""

from matinee.catalog.artwork.repository import content_hash
from matinee.catalog.artwork.service import Artist

__all__ = ["Artist", "content_hash"]
