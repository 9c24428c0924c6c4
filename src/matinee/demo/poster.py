"""Designed posters for some of the demo titles: the scene upright, the title in our type."""

# Pillow and PyAV leave much of this untyped.
# pyright: basic

from pathlib import Path

import fontpkg_inter
from PIL import Image, ImageColor, ImageDraw, ImageFont

from matinee.demo.scenery import Scene, paint_still

INTER = fontpkg_inter.ROOT / "files" / "Inter[opsz,wght].ttf"

_BRIGHT = 420
"""Sum of a sky's channels from which dark type reads better."""


def paint_art(scene: Scene, size: tuple[int, int], title: str, line: str) -> Image.Image:
    """Paint a poster (or, without a title, a backdrop)."""
    picture = paint_still(scene, size)
    if not title:
        return picture
    width, height = size
    shade = Image.linear_gradient("L").resize(size).point([int(max(0, 1 - value / 110) * 120) for value in range(256)])
    picture.paste(Image.new("RGB", size, scene.palette.sky), (0, 0), shade)
    draw = ImageDraw.Draw(picture)
    is_bright = sum(ImageColor.getrgb(scene.palette.sky)[:3]) > _BRIGHT
    ink = scene.palette.near if is_bright else scene.palette.light
    y = height * 0.075
    for words in _broken(title.upper()):
        type_size = width * 0.13
        while _font(type_size, 800).getlength(words) > width * 0.84:
            type_size *= 0.96
        font = _font(type_size, 800)
        draw.text((width / 2, y), words, font=font, fill=ink, anchor="ma")
        y += type_size * 1.02
    draw.text((width / 2, height * 0.94), line, font=_font(width * 0.034, 450), fill=scene.palette.light, anchor="ms")
    return picture


def save_art(target: Path, picture: Image.Image) -> None:
    """Write a JPEG."""
    target.parent.mkdir(parents=True, exist_ok=True)
    picture.save(target, "JPEG", quality=88, optimize=True)


def _broken(title: str) -> list[str]:
    """Break a title into lines; small words stay with what follows."""
    lines: list[str] = []
    for word in title.split():
        if lines and (len(lines[-1]) < 4 or len(lines[-1]) + len(word) < 9):  # noqa: PLR2004 - looks, not rules
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _font(size: float, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(INTER, size)
    font.set_variation_by_axes([32, weight])
    return font
