"""Pictures of items: local artwork, embedded covers, designed cards."""

from matinee.catalog.artwork.asking import videos_of_pictures
from matinee.catalog.artwork.local import is_picture
from matinee.catalog.artwork.repository import Video, content_hash, videos_of
from matinee.catalog.artwork.service import Artist

__all__ = ["Artist", "Video", "content_hash", "is_picture", "videos_of", "videos_of_pictures"]
