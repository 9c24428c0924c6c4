"""Decodes pictures with Pillow. Runs in the box only; what leaves it is a raster made anew."""

# Pillow and PyAV leave much of this untyped.
# pyright: basic

import io
import warnings

from PIL import Image, ImageOps, UnidentifiedImageError

from matinee.kit.images.records import (
    MOST_BYTES,
    MOST_PIXELS,
    AcceptAnswer,
    Accepted,
    AcceptOrder,
    ResizeOrder,
)
from matinee.kit.images.thumbhash import thumbhash

_FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF")
_LONGEST_SIDE = 16_000
_KEPT_SIDE = 3840
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


def accept(order: AcceptOrder) -> AcceptAnswer:
    """Look at the header, decode the first frame, turn it upright, and encode it anew."""
    if len(order.content) > MOST_BYTES:
        return AcceptAnswer(refused=f"larger than {MOST_BYTES >> 20} MiB")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = _upright(order.content)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        return AcceptAnswer(refused="more than 50 megapixels")
    except _TooLargeError as error:
        return AcceptAnswer(refused=str(error))
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, EOFError) as error:
        return AcceptAnswer(refused=f"not a picture that can be read ({type(error).__name__})")
    picture.thumbnail((_KEPT_SIDE, _KEPT_SIDE), Image.Resampling.LANCZOS, reducing_gap=2)
    content = io.BytesIO()
    picture.save(content, "WEBP", quality=90, method=0)
    flat = picture.convert("RGB")
    return AcceptAnswer(accepted=Accepted(content.getvalue(), picture.width, picture.height, thumbhash(flat)))


def resize(order: ResizeOrder) -> bytes:
    """Make a WebP of the wanted width; never larger than the picture is."""
    with Image.open(io.BytesIO(order.content), formats=("WEBP",)) as picture:
        picture.load()
        width = min(order.width, picture.width)
        height = max(1, round(picture.height * width / picture.width))
        small = picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2)
    content = io.BytesIO()
    small.save(content, "WEBP", quality=82, method=3)
    return content.getvalue()


class _TooLargeError(Exception):
    pass


def _upright(content: bytes) -> Image.Image:
    with Image.open(io.BytesIO(content), formats=_FORMATS) as opened:
        if opened.width * opened.height > MOST_PIXELS or max(opened.size) > _LONGEST_SIDE:
            raise _TooLargeError(f"{opened.width} x {opened.height} pixels")
        opened.draft("RGB", (_KEPT_SIDE, _KEPT_SIDE))
        opened.load()
        turned = ImageOps.exif_transpose(opened)
        has_alpha = turned.has_transparency_data
        return turned.convert("RGBA" if has_alpha else "RGB")
