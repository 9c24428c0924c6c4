"""Pictures from anywhere: refused by header, or made anew (H13, H18, H19, B29)."""

import base64
import io
import struct
import zlib
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from PIL import Image

from matinee.kit.boxed import BoxPool
from matinee.kit.images import WIDTHS, ImageStore, Refused, StoredImage
from matinee.kit.images.thumbhash import thumbhash


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[ImageStore]:
    async with BoxPool(size=1) as pool:
        yield ImageStore.in_folder(tmp_path, pool)


def encoded(picture: Image.Image, form: str = "JPEG", **options: object) -> bytes:
    content = io.BytesIO()
    picture.save(content, form, **options)
    return content.getvalue()


def huge_png(side: int) -> bytes:
    """Make a PNG whose header alone says `side` x `side`."""

    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"x",
        b"<html><body>Not found</body></html>",
        b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>',
        huge_png(50_000),
        encoded(Image.effect_noise((400, 400), 50))[:5000],
        b"\x00\x00\x00\x1cftypavif" + bytes(200),
    ],
    ids=["empty", "one byte", "html", "svg", "50,000 x 50,000", "truncated", "avif bomb"],
)
async def test_h13_h18_b29_what_is_no_picture_is_refused(store: ImageStore, content: bytes) -> None:
    assert isinstance(await store.accept(content), Refused)


async def test_h18_an_endless_animation_is_its_first_frame(store: ImageStore) -> None:
    frames = [Image.new("RGB", (40, 40), (number, 0, 0)) for number in range(200)]
    content = encoded(frames[0], "GIF", save_all=True, append_images=frames[1:])
    assert isinstance(await store.accept(content), StoredImage)


async def test_cmyk_and_turned_pictures_come_out_upright_in_rgb(store: ImageStore) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    turned = await store.accept(encoded(Image.new("RGB", (300, 200), "blue"), exif=exif))
    assert isinstance(turned, StoredImage)
    assert (turned.width, turned.height) == (200, 300)
    assert isinstance(await store.accept(encoded(Image.new("CMYK", (30, 20)))), StoredImage)


async def test_h13_nothing_but_pixels_survives(store: ImageStore, tmp_path: Path) -> None:
    polyglot = encoded(Image.new("RGB", (50, 50), "green")) + b"<script>alert(1)</script>"
    stored = await store.accept(polyglot)
    assert isinstance(stored, StoredImage)
    (kept,) = (tmp_path / "images").glob("*/*.webp")
    assert b"script" not in kept.read_bytes()


async def test_h19_any_width_is_one_of_six_and_the_cache_is_bounded(store: ImageStore, tmp_path: Path) -> None:
    stored = await store.accept(encoded(Image.effect_noise((2400, 1200), 80).convert("RGB")))
    assert isinstance(stored, StoredImage)
    for width in (1, 161, 300, 777, 99_999_999, -5):
        assert await store.resized(stored.content_hash, width)
    cache = tmp_path / "cache" / "images"
    made = list(cache.glob("*/*.webp"))
    assert {int(each.stem.split("-")[1]) for each in made} <= set(WIDTHS)
    store._cache_bytes = 50_000
    store.sweep()
    assert sum(each.stat().st_size for each in cache.glob("*/*.webp")) <= 50_000


async def test_a_lost_cache_is_made_again_and_a_lost_original_is_told(store: ImageStore, tmp_path: Path) -> None:
    stored = await store.accept(encoded(Image.new("RGB", (400, 600), "navy")))
    assert isinstance(stored, StoredImage)
    first = await store.resized(stored.content_hash, 160)
    for each in (tmp_path / "cache" / "images").glob("*/*.webp"):
        each.unlink()
    assert await store.resized(stored.content_hash, 160) == first
    assert await store.resized(bytes(32), 160) is None


def test_thumbhash_equals_the_reference_on_a_plain_picture() -> None:
    """One colour has a known hash: mean in the header, no detail."""
    made = thumbhash(Image.new("RGB", (32, 32), (255, 255, 255)))
    light = int.from_bytes(made[:3], "little")
    assert (light & 63, light >> 6 & 63, light >> 12 & 63) == (63, 32, 32)
    assert len(base64.b64encode(made)) < 40
