"""Pictures by address: fixed widths, a keyed tag instead of a session, kept for ever."""

import hmac
from typing import Any
from uuid import UUID

from litestar import Request, Response, get
from litestar.types import ControllerRouterHandler

from matinee.access import open_to_all, viewer_of
from matinee.catalog.artwork import content_hash
from matinee.catalog.ports import ImageTags
from matinee.kit.db import Database
from matinee.kit.errors import NotFound, Unauthenticated
from matinee.kit.images import ImageStore
from matinee.kit.resources import Resources

_HEADERS = {
    "Cache-Control": "private, max-age=31536000, immutable",
    "X-Content-Type-Options": "nosniff",
    "Content-Security-Policy": "default-src 'none'; sandbox",
}
_SUFFIX = ".webp"


class ImageNotFound(NotFound):
    """No such picture, or a tag that is not its own: the two answer alike."""

    code, title = "image_not_found", "There is no such picture"


@get(
    "/images/{image_id:uuid}/{width:int}/{name:str}",
    guards=[open_to_all("the keyed tag in the address is the permission")],
)
async def picture(
    request: Request[Any, Any, Any], image_id: UUID, width: int, name: str, resources: Resources
) -> Response[bytes]:
    """Give a picture as WebP in the next fixed width. Without its tag, who is not signed in learns nothing of it."""
    async with resources.get(Database).reading() as reading:
        digest = await content_hash(reading, image_id)
    tags = resources.get(ImageTags)
    expected = tags.tag(image_id, digest or bytes(32)) + _SUFFIX
    if not hmac.compare_digest(name.encode("utf-8", "replace"), expected.encode()) or digest is None:
        raise Unauthenticated if viewer_of(request.scope) is None else ImageNotFound
    content = await resources.get(ImageStore).resized(digest, width)
    if content is None:
        raise ImageNotFound
    return Response(content, media_type="image/webp", headers=_HEADERS)


IMAGE_ROUTES: list[ControllerRouterHandler] = [picture]
