"""Tags embedded in video files, as a source of metadata."""

from matinee.metadata.providers.tags.provider import TagsProvider

PROVIDER = TagsProvider()

__all__ = ["PROVIDER"]
