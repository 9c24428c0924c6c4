"""Which ffmpeg there is and what it can do. No command builder assumes: it asks the capabilities."""

import asyncio
import os
import re
import shutil
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path

import imageio_ffmpeg
import msgspec

from matinee.kit.boxed.program import ProgramLimits, run_program
from matinee.kit.errors import Unavailable

JELLYFIN_FFMPEG = Path("/usr/lib/jellyfin-ffmpeg/ffmpeg")
OLDEST = (5, 1)
_VERSION = re.compile(r"^ffmpeg version n?(\d+)\.(\d+)")
_ASK = ProgramLimits(deadline=timedelta(seconds=20), niceness=0)


class FfmpegUnusable(Unavailable):
    """No ffmpeg, or one that is too old or does not run."""

    code, title = "ffmpeg_unusable", "ffmpeg cannot be used"


class Ffmpeg(msgspec.Struct, frozen=True):
    """One ffmpeg binary: where it is, where that was said, and what it lists as built in."""

    path: str
    source: str
    version: str
    encoders: frozenset[str]
    filters: frozenset[str]
    accelerations: frozenset[str]


_known: dict[tuple[str, int, int], Ffmpeg] = {}


def locate_ffmpeg(setting: str | None, environment: Mapping[str, str]) -> tuple[str, str]:
    """Choose the binary: setting > MATINEE_FFMPEG > jellyfin-ffmpeg > the wheel's > PATH. Gives path and source."""
    if setting:
        return setting, "setting"
    if named := environment.get("MATINEE_FFMPEG"):
        return named, "MATINEE_FFMPEG"
    if JELLYFIN_FFMPEG.is_file():
        return str(JELLYFIN_FFMPEG), "jellyfin-ffmpeg"
    try:
        wheel = imageio_ffmpeg.get_ffmpeg_exe()
    except RuntimeError:
        wheel = None
    if wheel and Path(wheel).is_absolute():
        return wheel, "imageio-ffmpeg"
    if found := shutil.which("ffmpeg", path=environment.get("PATH")):
        return found, "PATH"
    raise FfmpegUnusable("No ffmpeg was found. Install one, or name it in MATINEE_FFMPEG.")


async def ffmpeg_capabilities(path: str, source: str) -> Ffmpeg:
    """Ask a binary once what it can do (remembered by path, size and time); `FfmpegUnusable` when it is no use."""
    try:
        status = await asyncio.to_thread(os.stat, path)
    except OSError as error:
        raise FfmpegUnusable(f"{path} (from {source}) cannot be read: {error.strerror}.") from error
    key = (path, status.st_size, status.st_mtime_ns)
    if key not in _known:
        version = await _ask(path, source, "-version")
        _refuse_old(path, source, version)
        _known[key] = Ffmpeg(
            path=path,
            source=source,
            version=version.split(" ", 3)[2],
            encoders=_names(await _ask(path, source, "-encoders")),
            filters=_names(await _ask(path, source, "-filters")),
            accelerations=frozenset((await _ask(path, source, "-hwaccels")).split("\n")[1:]) - {""},
        )
    return _known[key]


def input_arguments(path: bytes) -> list[bytes]:
    """Name an input so that ffmpeg can only see that one local file, whatever its name or content says."""
    return [b"-nostdin", b"-protocol_whitelist", b"file", b"-i", b"file:" + path]


async def _ask(path: str, source: str, question: str) -> str:
    result = await run_program([os.fspath(path), "-hide_banner", question], _ASK)
    if not result.is_success:
        reason = result.died.detail if result.died else result.errors.strip() or f"status {result.returncode}"
        raise FfmpegUnusable(f"{path} (from {source}) does not run: {reason}.")
    return result.output.decode(errors="replace")


def _refuse_old(path: str, source: str, version: str) -> None:
    found = _VERSION.match(version)
    if found and (int(found[1]), int(found[2])) < OLDEST:
        raise FfmpegUnusable(f"{path} (from {source}) is version {found[1]}.{found[2]}; Matinee needs 5.1 or later.")


def _names(listing: str) -> frozenset[str]:
    rows = (line.split() for line in listing.splitlines() if line.startswith(" "))
    return frozenset(words[1] for words in rows if len(words) > 2)  # noqa: PLR2004 - flags, name, description
