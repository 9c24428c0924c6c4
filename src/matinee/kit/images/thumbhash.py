"""ThumbHash: a picture's look in about 25 bytes (github.com/evanw/thumbhash), in plain Python on 32 pixels a side."""

# Pillow and PyAV leave much of this untyped.
# pyright: basic

import math

from PIL import Image

_SIDE = 32


def thumbhash(picture: Image.Image) -> bytes:
    """Encode an opaque picture."""
    small = picture.convert("RGB")
    small.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    width, height = small.size
    raw = small.tobytes()
    pixels = [(raw[at] / 255, raw[at + 1] / 255, raw[at + 2] / 255) for at in range(0, len(raw), 3)]
    longest = max(width, height)
    across, down = max(1, round(7 * width / longest)), max(1, round(7 * height / longest))
    light = _channel([sum(each) / 3 for each in pixels], small.size, max(3, across), max(3, down))
    yellow = _channel([(red + green) / 2 - blue for red, green, blue in pixels], small.size, 3, 3)
    red = _channel([red - green for red, green, _ in pixels], small.size, 3, 3)
    return _packed(light, yellow, red, small.size, (across, down))


type _Channel = tuple[float, list[float], float]


def _channel(values: list[float], size: tuple[int, int], nx: int, ny: int) -> _Channel:
    """Take the low frequencies of one channel: mean, the rest scaled to 0..1, and the scale."""
    width, height = size
    rows = [values[y * width : (y + 1) * width] for y in range(height)]
    waves = [[math.cos(math.pi / width * cx * (x + 0.5)) for x in range(width)] for cx in range(nx)]
    across = [[sum(map(float.__mul__, row, wave)) for row in rows] for wave in waves]
    mean, rest = 0.0, list[float]()
    for cy in range(ny):
        wave = [math.cos(math.pi / height * cy * (y + 0.5)) for y in range(height)]
        for cx in range(nx):
            if cx * ny >= nx * (ny - cy):
                break
            amount = sum(map(float.__mul__, across[cx], wave)) / (width * height)
            if cx or cy:
                rest.append(amount)
            else:
                mean = amount
    scale = max(map(abs, rest), default=0.0)
    return mean, [0.5 + 0.5 / scale * each if scale else 0.0 for each in rest], scale


def _packed(light: _Channel, yellow: _Channel, red: _Channel, size: tuple[int, int], count: tuple[int, int]) -> bytes:
    is_landscape = size[0] > size[1]
    head = _bits(63 * light[0], 63) | _bits(31.5 + 31.5 * yellow[0], 63) << 6
    head |= _bits(31.5 + 31.5 * red[0], 63) << 12 | _bits(31 * light[2], 31) << 18
    tail = count[1] if is_landscape else count[0]
    tail |= _bits(63 * yellow[2], 63) << 3 | _bits(63 * red[2], 63) << 9 | is_landscape << 15
    packed = bytearray(head.to_bytes(3, "little") + tail.to_bytes(2, "little"))
    nibbles = [_bits(15 * each, 15) for channel in (light, yellow, red) for each in channel[1]]
    for at in range(0, len(nibbles), 2):
        packed.append(nibbles[at] | (nibbles[at + 1] << 4 if at + 1 < len(nibbles) else 0))
    return bytes(packed)


def _bits(value: float, most: int) -> int:
    return min(most, max(0, math.floor(value + 0.5)))
