"""Makes the demo library: in parallel, beside its final place, and moved there when it is whole."""

import asyncio
import os
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import msgspec

from matinee.demo.encode import command, prepare
from matinee.demo.films import ART, MOVIES, NOTES, SHOWS
from matinee.demo.poster import paint_art, save_art
from matinee.demo.records import Art, Clip, Note
from matinee.kit.boxed import MIB, ProgramLimits, locate_ffmpeg, run_program
from matinee.kit.errors import Fault

_EDITION = "2"
"""Raised when the demo's content changes: an older one is made anew."""
_STAMP = ".matinee-demo"
_LIMITS = ProgramLimits(deadline=timedelta(minutes=10), memory_bytes=4096 * MIB, niceness=5)
_SHOW_NAMES = ("Harbour Lights", "The Long Signal")


class DemoProgress(msgspec.Struct, frozen=True):
    """How far it is."""

    done: int
    total: int
    name: str


class DemoLibrary(msgspec.Struct, frozen=True):
    """The two roots to add as libraries."""

    movies: Path
    shows: Path


class DemoNotMade(Fault):
    """ffmpeg could not make a clip."""

    code, title = "demo_not_made", "The demo library could not be made"


async def make_demo_library(target: Path, report: Callable[[DemoProgress], None]) -> DemoLibrary:
    """Make the library below `target` unless it is there already; `report` is called after each file."""
    library = DemoLibrary(target / "Movies", target / "Shows")
    if await asyncio.to_thread(_is_current, target):
        return library
    target.parent.mkdir(parents=True, exist_ok=True)
    making = Path(tempfile.mkdtemp(prefix=f"{target.name}.making-", dir=target.parent))
    try:
        await _make_all(making, report)
        await asyncio.to_thread(_put_in_place, making, target)
    finally:
        shutil.rmtree(making, ignore_errors=True)
    return library


async def _make_all(making: Path, report: Callable[[DemoProgress], None]) -> None:
    ffmpeg, _ = locate_ffmpeg(None, os.environ)
    clips = sorted((*MOVIES, *SHOWS), key=lambda clip: -clip.seconds)
    places = asyncio.Semaphore(max(2, os.cpu_count() or 2))
    done = 0

    async def make(clip: Clip) -> None:
        nonlocal done
        async with places:
            await _make_clip(ffmpeg, clip, making / _place(clip.path))
        done += 1
        report(DemoProgress(done, len(clips), Path(clip.path).stem))

    async with asyncio.TaskGroup() as group:
        for clip in clips:
            group.create_task(make(clip))
        group.create_task(asyncio.to_thread(_write_extras, making))


async def _make_clip(ffmpeg: str, clip: Clip, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="matinee-demo-") as folder:
        await asyncio.to_thread(prepare, clip, Path(folder))
        result = await run_program(command(ffmpeg, clip, Path(folder), target), _LIMITS)
    if not result.is_success:
        reason = result.died.detail if result.died else result.errors.strip()[-300:]
        raise DemoNotMade(f"ffmpeg failed on “{clip.words}”: {reason}")


def _write_extras(making: Path) -> None:
    for each in (*ART, *NOTES):
        target = making / _place(each.path)
        target.parent.mkdir(parents=True, exist_ok=True)
        match each:
            case Art():
                save_art(target, paint_art(each.scene, each.size, each.title, each.line))
            case Note():
                target.write_text(each.text, encoding="utf-8")


def _place(path: str) -> str:
    return f"Shows/{path}" if path.startswith(_SHOW_NAMES) else f"Movies/{path}"


def _is_current(target: Path) -> bool:
    try:
        return (target / _STAMP).read_text("ascii").strip() == _EDITION
    except OSError:
        return False


def _put_in_place(making: Path, target: Path) -> None:
    (making / _STAMP).write_text(_EDITION + "\n", "ascii")
    making.chmod(0o755)
    if (target / _STAMP).exists():
        shutil.rmtree(target)
    making.rename(target)
