"""The server's keys as process-wide objects: one ring for media URLs, one for image tags."""

from collections.abc import Sequence
from uuid import UUID

from matinee.access.repository import signing_keys
from matinee.kit.db import Connection
from matinee.kit.resources import Resources
from matinee.kit.signing import KeyRing, SigningKey, image_tag, is_image_tag


class MediaUrlKeys(KeyRing):
    """Sign the URLs of streams, subtitles and attachments."""


class ImageTagKeys(KeyRing):
    """Make and check the tags of images."""

    def __init__(self, keys: Sequence[SigningKey]) -> None:
        super().__init__(keys)
        self._all = list(keys)

    def tag(self, image_id: UUID, content_hash: bytes) -> str:
        """Give the tag of a picture's present content."""
        return image_tag(self.current(), image_id, content_hash)

    def is_genuine(self, tag: str, image_id: UUID, content_hash: bytes) -> bool:
        """Tell whether a tag is ours and for this content."""
        return is_image_tag(self._all, tag, image_id, content_hash)


async def provide_signing_keys(resources: Resources, tx: Connection) -> None:
    """Read the keys at start (made on the first) and put them into the resources."""
    resources.put(MediaUrlKeys(await signing_keys.keys_for(tx, "media_url")))
    resources.put(ImageTagKeys(await signing_keys.keys_for(tx, "image_tag")))
