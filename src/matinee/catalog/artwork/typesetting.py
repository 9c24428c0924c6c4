"""Sets titles in Inter (SIL Open Font License 1.1, from the fontpkg-inter package). Runs in the box only."""

# Pillow and PyAV leave much of this untyped.
# pyright: basic

import functools

import fontpkg_inter
from PIL import ImageFont

_INTER = fontpkg_inter.ROOT / "files" / "Inter[opsz,wght].ttf"
_MOST_LINES = 4


@functools.cache
def font(size: int, weight: int) -> ImageFont.FreeTypeFont:
    """Give Inter in a size (pixels) and weight (100 to 900), with its display cut."""
    opened = ImageFont.truetype(_INTER, size)
    opened.set_variation_by_axes([32, weight])
    return opened


def broken(title: str, width: int, largest: int, smallest: int) -> tuple[list[str], int]:
    """Break a title into lines of a width, in the largest size that needs few lines."""
    text = " ".join(title.split())[:120]
    size = largest
    while True:
        lines = _lines(text, width, size)
        most = 2 if size > largest * 0.8 else 3 if size > largest * 0.55 else _MOST_LINES
        if (len(lines) <= most and all(_length(each, size) <= width for each in lines)) or size <= smallest:
            return [_fitted(each, width, size) for each in lines[:_MOST_LINES]], size
        size = max(smallest, int(size * 0.94))


def _lines(text: str, width: int, size: int) -> list[str]:
    lines: list[str] = []
    for word in text.split():
        if lines and _length(f"{lines[-1]} {word}", size) <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines


def _fitted(line: str, width: int, size: int) -> str:
    while len(line) > 1 and _length(line, size) > width:
        line = line[:-2].rstrip() + "…"
    return line


def _length(text: str, size: int) -> float:
    return font(size, 750).getlength(text)
