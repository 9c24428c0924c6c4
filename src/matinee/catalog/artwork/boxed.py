"""Makes cards and takes covers out of files. Runs in the box only."""

# Pillow and PyAV leave much of this untyped.
# pyright: basic

import colorsys
import io
import zlib
from typing import TYPE_CHECKING, Any

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter, ImageOps

from matinee.catalog.artwork.frames import best_frame, embedded_cover
from matinee.catalog.artwork.records import Card, CardOrder, Cover, CoverOrder
from matinee.catalog.artwork.typesetting import broken, font

if TYPE_CHECKING:
    Colour = tuple[int, int, int]

_POSTER, _THUMB = (1000, 1500), (1280, 720)
_INK = (250, 249, 246)


def take_cover(order: CoverOrder) -> Cover:
    """Give the cover that a file carries."""
    return Cover(embedded_cover(order.path, order.demuxer))


def make_card(order: CardOrder) -> Card:
    """Design a poster and a wide card around a frame of the film, or around colour alone."""
    frame = best_frame(order.path, order.demuxer, order.duration_ms) if order.path and order.demuxer else None
    return Card(
        poster=_encoded(_poster(order, frame)) if "poster" in order.shapes else None,
        thumb=_encoded(_thumb(order, frame)) if "thumb" in order.shapes else None,
        backdrop=_encoded(_trimmed(frame)) if "backdrop" in order.shapes and frame is not None else None,
    )


def _poster(order: CardOrder, frame: Image.Image | None) -> Image.Image:
    """Let the frame fill the sheet and sink into its own dark colour, and stand the title on that."""
    width, height = _POSTER
    if frame is None:
        sheet, deep = _colour_field(order.title, _POSTER)
    else:
        whole = _trimmed(frame)
        deep = _deep_colour(whole)
        sheet = ImageOps.fit(whole, (width, int(height * 0.86)), Image.Resampling.LANCZOS, centering=(0.5, 0.4))
        sheet = ImageEnhance.Color(sheet).enhance(1.08)
        canvas = Image.new("RGB", _POSTER, deep)
        canvas.paste(sheet, (0, 0))
        sheet = canvas
    sheet.paste(Image.new("RGB", _POSTER, deep), (0, 0), _fall(_POSTER, 0.42, 0.84))
    return _lettered(sheet, order, left=int(width * 0.075), bottom=int(height * 0.925), width=int(width * 0.85))


def _thumb(order: CardOrder, frame: Image.Image | None) -> Image.Image:
    width, height = _THUMB
    if frame is None:
        sheet, deep = _colour_field(order.title, _THUMB)
    else:
        whole = _trimmed(frame)
        deep = _deep_colour(whole)
        sheet = ImageOps.fit(whole, _THUMB, Image.Resampling.LANCZOS)
    sheet.paste(Image.new("RGB", _THUMB, deep), (0, 0), _fall(_THUMB, 0.38, 1.08))
    return _lettered(sheet, order, left=int(width * 0.05), bottom=int(height * 0.9), width=int(width * 0.72))


def _lettered(sheet: Image.Image, order: CardOrder, *, left: int, bottom: int, width: int) -> Image.Image:
    """Set the title from the bottom up, as large as its longest word allows, with a soft shade behind it."""
    tallest = int(min(sheet.size) * 0.145)
    lines, size = broken(order.title, width, tallest, int(tallest * 0.24))
    words = Image.new("L", sheet.size, 0)
    draw = ImageDraw.Draw(words)
    line_size = max(int(min(sheet.size) * 0.036), 22)
    y = bottom
    if order.line:
        draw.text((left, y), order.line, font=font(line_size, 500), fill=205, anchor="ls")
        y -= int(line_size * 1.75)
    for text in reversed(lines):
        draw.text((left - size * 0.04, y), text, font=font(size, 750), fill=255, anchor="ls")
        y -= int(size * 1.06)
    shade = words.filter(ImageFilter.GaussianBlur(size * 0.16)).point([int(value * 0.45) for value in range(256)])
    sheet.paste(Image.new("RGB", sheet.size, (0, 0, 0)), (0, 0), shade)
    sheet.paste(Image.new("RGB", sheet.size, _INK), (0, 0), words)
    return sheet


def _fall(size: tuple[int, int], start: float, end: float) -> Image.Image:
    """Make a mask that rises smoothly between two heights."""
    column = Image.new("L", (1, size[1]))
    for y in range(size[1]):
        share = min(1.0, max(0.0, (y / size[1] - start) / (end - start)))
        column.putpixel((0, y), int(255 * share * share * (3 - 2 * share)))
    return column.resize(size)


def _trimmed(frame: Image.Image) -> Image.Image:
    """Cut off black bars."""
    grey = frame.convert("L").point([0 if value < 18 else 255 for value in range(256)])  # noqa: PLR2004 - video black
    box = ImageChops.lighter(grey, Image.new("L", grey.size)).getbbox()
    if box is None or (box[2] - box[0]) < frame.width * 0.5 or (box[3] - box[1]) < frame.height * 0.5:
        return frame.convert("RGB")
    return frame.convert("RGB").crop(box)


def _deep_colour(picture: Image.Image) -> "Colour":
    """Give the darkest frequent colour, kept dark enough to read white type on."""
    few = picture.resize((64, 64)).quantize(8).convert("RGB")
    colours: list[Any] = few.getcolors(4096) or [(1, (20, 20, 26))]
    frequent = sorted(colours, key=lambda each: -each[0])[:5]
    red, green, blue = min((each[1] for each in frequent), key=sum)
    hue, light, strength = colorsys.rgb_to_hls(red / 255, green / 255, blue / 255)
    return _bytes(colorsys.hls_to_rgb(hue, min(light, 0.11), min(strength, 0.55)))


def _colour_field(title: str, size: tuple[int, int]) -> tuple[Image.Image, "Colour"]:
    """Make a quiet field of two related colours, always the same for a title."""
    seed = zlib.crc32(title.encode())
    hue = (seed % 360) / 360
    first = _bytes(colorsys.hls_to_rgb(hue, 0.52, 0.5))
    second = _bytes(colorsys.hls_to_rgb((hue + 0.09 + (seed >> 9) % 10 / 100) % 1, 0.3, 0.55))
    deep = _bytes(colorsys.hls_to_rgb((hue + 0.12) % 1, 0.1, 0.5))
    slope = Image.linear_gradient("L").rotate(-25 - seed % 40, expand=True, resample=Image.Resampling.BICUBIC)
    side = slope.width
    middle = slope.crop((side * 2 // 5, side * 2 // 5, side * 3 // 5, side * 3 // 5)).resize(size)
    field = Image.composite(Image.new("RGB", size, second), Image.new("RGB", size, first), middle)
    reach = int(max(size) * 0.9)
    glow = ImageChops.invert(Image.radial_gradient("L").resize((reach, reach)))
    glow = glow.point([int(max(0, (value - 76) / 179) ** 2 * 130) for value in range(256)])
    spot = Image.new("RGB", (reach, reach), _bytes(colorsys.hls_to_rgb((hue + 0.95) % 1, 0.72, 0.6)))
    field.paste(spot, (int(size[0] * 0.72) - reach // 2, int(size[1] * 0.2) - reach // 2), glow)
    return field, deep


def _bytes(colour: tuple[float, float, float]) -> "Colour":
    red, green, blue = (round(value * 255) for value in colour)
    return red, green, blue


def _encoded(picture: Image.Image) -> bytes:
    content = io.BytesIO()
    picture.convert("RGB").save(content, "JPEG", quality=93, subsampling=0)
    return content.getvalue()
