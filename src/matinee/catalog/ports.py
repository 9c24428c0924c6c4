"""What the catalog needs from above and is handed by the composition."""

from typing import Protocol
from uuid import UUID


class ImageTags(Protocol):
    """Makes the keyed hash that lets an image's URL be immutable and private."""

    def tag(self, image_id: UUID, content_hash: bytes) -> str:
        """Give the tag of this picture's present content."""
        ...
