"""Paints landscapes in layers: the film scrolls them at different speeds, the poster stacks them upright."""

# Pillow and PyAV leave much of this untyped.
# pyright: basic

import math
import random
from collections.abc import Callable
from typing import Literal

import msgspec
from PIL import Image, ImageChops, ImageColor, ImageDraw, ImageFilter

type Land = Literal["mountains", "dunes", "city", "forest", "sea"]
type Colour = tuple[int, int, int]


_RIM = 76
"""Pillow's radial gradient inverted, at the middle of its sides: the glow ends there, not at the corners."""


class Palette(msgspec.Struct, frozen=True):
    """Colours of a scene as hex: sky from top to horizon, the light in it, land from far to near."""

    sky: str
    horizon: str
    light: str
    far: str
    near: str
    stars: int = 0


class Scene(msgspec.Struct, frozen=True):
    """A landscape; the seed makes it this one."""

    land: Land
    palette: Palette
    seed: int
    ridges: int = 4


def paint_sky(scene: Scene, size: tuple[int, int]) -> Image.Image:
    """Paint the sky with its light and stars."""
    width, height = size
    palette = scene.palette
    ramp = Image.linear_gradient("L").resize(size, Image.Resampling.BICUBIC)
    sky = Image.composite(Image.new("RGB", size, palette.horizon), Image.new("RGB", size, palette.sky), ramp)
    draw = ImageDraw.Draw(sky)
    chance = random.Random(scene.seed)  # noqa: S311 - a picture, no secret
    for _ in range(palette.stars * width // 1280):
        x, y = chance.uniform(0, width), chance.uniform(0, height * 0.6)
        radius = chance.choice((0.6, 0.8, 1.0, 1.6)) * height / 720
        draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=_mixed(palette.sky, palette.light, 0.75))
    return sky


def paint_lit_sky(scene: Scene, size: tuple[int, int]) -> Image.Image:
    """Paint the sky with its sun or moon."""
    sky, light = paint_sky(scene, size), paint_light(scene, size)
    share = 0.35 + 0.3 * random.Random(scene.seed).random()  # noqa: S311 - a picture, no secret
    sky.paste(light, (int(size[0] * share) - light.width // 2, int(size[1] * 0.4) - light.height // 2), light)
    return sky


def paint_light(scene: Scene, size: tuple[int, int]) -> Image.Image:
    """Paint the sun or moon with its glow, on nothing."""
    height = size[1]
    reach = int(height * 1.5)
    glow = ImageChops.invert(Image.radial_gradient("L").resize((reach, reach), Image.Resampling.BICUBIC))
    glow = glow.point([int(max(0, (value - _RIM) / (255 - _RIM)) ** 1.7 * 180) for value in range(256)])
    radius = height * 0.085
    disc = Image.new("L", (reach, reach))
    box = (reach / 2 - radius, reach / 2 - radius, reach / 2 + radius, reach / 2 + radius)
    ImageDraw.Draw(disc).ellipse(box, fill=245)
    alpha = ImageChops.lighter(glow, disc.filter(ImageFilter.GaussianBlur(height / 500)))
    light = Image.new("RGBA", (reach, reach), (*ImageColor.getrgb(scene.palette.light)[:3], 0))
    light.putalpha(alpha)
    return light


def paint_ridges(scene: Scene, size: tuple[int, int]) -> list[Image.Image]:
    """Paint the land from far to near, each on nothing, so that they can pass one another."""
    layers: list[Image.Image] = []
    for number in range(scene.ridges):
        depth = number / max(1, scene.ridges - 1)
        layer = Image.new("RGBA", size, (0, 0, 0, 0))
        colour = _mixed(scene.palette.far, scene.palette.near, depth)
        _LANDS[scene.land](layer, depth, colour, random.Random(scene.seed * 97 + number))  # noqa: S311
        layers.append(layer)
    return layers


def paint_still(scene: Scene, size: tuple[int, int]) -> Image.Image:
    """Stack all layers into one picture."""
    picture = paint_lit_sky(scene, size).convert("RGBA")
    for ridge in paint_ridges(scene, size):
        picture = Image.alpha_composite(picture, ridge)
    return picture.convert("RGB")


def _mixed(first: str, second: str, share: float) -> Colour:
    one, two = ImageColor.getrgb(first), ImageColor.getrgb(second)
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(one[:3], two[:3], strict=True))
    return red, green, blue


def _rough(chance: random.Random, steps: tuple[tuple[float, float], ...]) -> Callable[[float], float]:
    """Make a line of hills: waves of given length (in picture heights) and height."""
    waves = [(math.tau / length, height, chance.uniform(0, math.tau)) for length, height in steps]
    return lambda x: sum(height * math.sin(speed * x + phase) for speed, height, phase in waves)


def _outline(layer: Image.Image, base: float, line: Callable[[float], float], colour: Colour) -> list[float]:
    width, height = layer.size
    tops = [height * (base - line(x / height)) for x in range(0, width + 4, 4)]
    points = [(index * 4.0, top) for index, top in enumerate(tops)]
    ImageDraw.Draw(layer).polygon([(0, height), *points, (width, height)], fill=(*colour, 255))
    return tops


def _mountains(layer: Image.Image, depth: float, colour: Colour, chance: random.Random) -> None:
    peaks = ((1.1, 0.07), (0.47, 0.05), (0.21, 0.022), (0.09, 0.009), (0.03, 0.003))
    waves = _rough(chance, peaks)
    _outline(layer, 0.52 + 0.36 * depth, lambda x: (1.25 - 0.6 * depth) * (0.16 - 1.5 * abs(waves(x))), colour)


def _dunes(layer: Image.Image, depth: float, colour: Colour, chance: random.Random) -> None:
    _outline(layer, 0.6 + 0.28 * depth, _rough(chance, ((1.7, 0.05), (0.7, 0.018), (0.31, 0.004))), colour)


def _forest(layer: Image.Image, depth: float, colour: Colour, chance: random.Random) -> None:
    tops = _outline(layer, 0.58 + 0.32 * depth, _rough(chance, ((1.3, 0.05), (0.5, 0.02))), colour)
    draw, unit = ImageDraw.Draw(layer), layer.height
    size = 0.03 + 0.11 * depth
    x = 0.0
    while x < layer.width:
        tall, top = unit * size * chance.uniform(0.6, 1.3), tops[min(len(tops) - 1, int(x // 4))]
        for tier in range(4):
            half = tall * (0.07 + 0.06 * tier)
            peak = top - tall + tier * tall * 0.2
            draw.polygon(
                [(x, peak), (x - half, peak + tall * 0.34), (x + half, peak + tall * 0.34)], fill=(*colour, 255)
            )
        draw.rectangle((x - tall * 0.02, top - tall * 0.1, x + tall * 0.02, top + tall * 0.1), fill=(*colour, 255))
        x += unit * size * chance.uniform(0.25, 0.6)


def _city(layer: Image.Image, depth: float, colour: Colour, chance: random.Random) -> None:
    draw, unit = ImageDraw.Draw(layer), layer.height
    lamp = (*(min(255, value + 120) for value in (colour[0] + 60, colour[1] + 30, colour[2] // 2)), 235)
    x = -0.05 * unit
    while x < layer.width:
        wide = unit * chance.uniform(0.05, 0.12) * (0.7 + depth)
        top = unit * (0.36 + 0.34 * depth + chance.uniform(0, 0.22))
        draw.rectangle((x, top, x + wide, unit), fill=(*colour, 255))
        if chance.random() < 0.3:  # noqa: PLR2004 - some carry a mast
            draw.rectangle((x + wide * 0.48, top - unit * 0.06, x + wide * 0.52, top), fill=(*colour, 255))
        step = unit * (0.012 + 0.012 * depth)
        rows = int((unit - top) / step) - 1
        for row in range(1, rows):
            for column in range(1, int(wide / step) - 1):
                if chance.random() < 0.16 + 0.1 * depth:
                    left, upper = x + column * step, top + row * step
                    draw.rectangle((left, upper, left + step * 0.45, upper + step * 0.5), fill=lamp)
        x += wide + unit * chance.uniform(0, 0.02)


def _sea(layer: Image.Image, depth: float, colour: Colour, chance: random.Random) -> None:
    _outline(layer, 0.62 + 0.26 * depth, _rough(chance, ((0.42, 0.006 + 0.012 * depth), (0.17, 0.006))), colour)
    draw, unit = ImageDraw.Draw(layer), layer.height
    glint = (*(min(255, value + 40) for value in colour), 120)
    for _ in range(int(70 * layer.width / unit)):
        y = unit * chance.uniform(0.65 + 0.26 * depth, 1)
        x, long = chance.uniform(0, layer.width), unit * chance.uniform(0.01, 0.06)
        draw.rectangle((x, y, x + long, y + max(1, unit * 0.002)), fill=glint)


_LANDS: dict[Land, Callable[[Image.Image, float, Colour, random.Random], None]] = {
    "mountains": _mountains,
    "dunes": _dunes,
    "forest": _forest,
    "city": _city,
    "sea": _sea,
}
