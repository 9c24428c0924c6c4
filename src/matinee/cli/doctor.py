"""`matinee doctor`: what runs here, with which settings, and what would keep it from running."""

import asyncio
import os
import platform
import shutil
from collections.abc import Iterator
from pathlib import Path

import psycopg

import matinee
from matinee.kit.boxed.ffmpeg import ffmpeg_capabilities, locate_ffmpeg
from matinee.kit.errors import Fault
from matinee.kit.postgres import all_binaries, folder_problem, running_url
from matinee.settings import Settings, every_key, get, load_settings, shown


def doctor() -> None:
    """Show every setting with its source (secrets hidden), versions, the database, ffmpeg, disk space and rights."""
    settings = load_settings(os.environ)
    for line in (*_versions(settings), "", *_places(settings), "", *_settings(settings)):
        print(line)  # noqa: T201 - the command's answer


def _versions(settings: Settings) -> Iterator[str]:
    yield f"Matinee     {matinee.__version__}, Python {platform.python_version()}, {platform.platform()}"
    yield f"Database    {_database(settings)}"
    found = [f"{each.version} ({each.origin})" for each in all_binaries(settings.data_dir / "postgres" / "runtime")]
    yield f"PostgreSQL  {', '.join(found) or 'not found'}"
    yield f"ffmpeg      {_ffmpeg(settings)}"


def _database(settings: Settings) -> str:
    elsewhere = settings.database_url.reveal() if settings.database_url is not None else None
    url = elsewhere or running_url(settings.data_dir)
    if url is None:
        return "our own, not running now"
    try:
        with psycopg.connect(url, connect_timeout=5) as connection:
            version = connection.info.server_version
    except psycopg.OperationalError:
        return "does not answer"
    return f"PostgreSQL {version // 10000}.{version % 10000}, {'elsewhere' if elsewhere else 'our own'}, answers"


def _ffmpeg(settings: Settings) -> str:
    try:
        path, source = locate_ffmpeg(str(settings.media.ffmpeg) if settings.media.ffmpeg else None, os.environ)
        return f"{asyncio.run(ffmpeg_capabilities(path, source)).version} ({source}: {path})"
    except (Fault, OSError) as wrong:
        return f"not usable: {wrong}"


def _places(settings: Settings) -> Iterator[str]:
    for name, folder in (("Data", settings.data_dir), ("Backups", settings.backup_folder)):
        standing = next(each for each in (folder, *folder.parents) if each.exists())
        free = shutil.disk_usage(standing).free / 1_000_000_000
        yield f"{name:11} {folder}: {_state(folder, standing)}, {free:.1f} GB free"


def _state(folder: Path, standing: Path) -> str:
    if standing != folder:
        return "not made yet" if os.access(standing, os.W_OK) else f"cannot be made: no right to write in {standing}"
    return folder_problem(folder) or "writable"


def _settings(settings: Settings) -> Iterator[str]:
    for key in every_key(settings):
        source = settings.sources.get(key.name, "default")
        yield f"{key.name:22} {shown(get(settings, key)):34} {source}   [{key.environment}]"
