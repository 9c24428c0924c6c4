"""Subtitle files beside a video become streams of it, after the embedded ones."""

import os
from collections.abc import Iterable
from uuid import UUID

from matinee.catalog.naming import SidecarReading, read_track_words
from matinee.catalog.sidecars import repository
from matinee.kit.db import Connection

__all__ = ["FIRST_SIDECAR_STREAM", "attach_sidecars"]

FIRST_SIDECAR_STREAM = 1000
"""Sidecars are numbered from here: embedded streams, read later, keep their own numbers."""


SUBTITLE_FOLDERS = frozenset({"subs", "subtitles", "sub", "subtitle", "vobsub", "untertitel", "sous-titres"})


async def attach_sidecars(tx: Connection, root_id: UUID, folders: Iterable[bytes]) -> None:
    """Bring the sidecar streams of the videos in these folders in line with the files there. Idempotent."""
    wanted = {_video_folder(folder) for folder in folders}
    found = await repository.files_around(tx, root_id, sorted(wanted), SUBTITLE_FOLDERS)
    videos: dict[bytes, _Videos] = {}
    for each in found:
        if each.kind == "video":
            videos.setdefault(each.folder, _Videos()).add(each)
    pairs: list[tuple[UUID, UUID, SidecarReading]] = []
    for each in found:
        if each.kind == "subtitle":
            beside = videos.get(_video_folder(each.folder), _Videos())
            pairs += [(video, each.id, sidecar) for video, sidecar in _owners(each, beside)]
    await repository.set_sidecars(tx, [each.id for each in found if each.kind == "video"], pairs, FIRST_SIDECAR_STREAM)


def _video_folder(folder: bytes) -> bytes:
    """`Film/Subs/x` belongs to the videos in `Film`, as does `Film/Subs/<video's name>/x`."""
    parts = folder.split(b"/")
    for back in (1, 2):
        if len(parts) >= back and os.fsdecode(parts[-back]).lower() in SUBTITLE_FOLDERS:
            return b"/".join(parts[:-back])
    return folder


class _Videos:
    """The videos of one folder by the stems of their names, however many they are."""

    def __init__(self) -> None:
        self.all: list[repository.Beside] = []
        self._by_stem: dict[bytes, list[repository.Beside]] = {}

    def add(self, video: repository.Beside) -> None:
        self.all.append(video)
        self._by_stem.setdefault(_stem(video).lower(), []).append(video)

    def called(self, name: bytes) -> list[repository.Beside]:
        return self._by_stem.get(name.lower(), [])

    def beginning(self, name: bytes) -> list[repository.Beside]:
        """Give those whose stem, the longest, begins this name."""
        nobody: list[repository.Beside] = []
        return next((found for end in range(len(name), 0, -1) if (found := self.called(name[:end]))), nobody)


def _owners(subtitle: repository.Beside, videos: _Videos) -> list[tuple[UUID, SidecarReading]]:
    """A subtitle is its video's by the longest name that begins its own; in a folder of its own, by that folder."""
    stem = os.path.splitext(os.path.basename(subtitle.path))[0]
    if named := videos.beginning(stem):
        rest = os.fsdecode(stem[len(_stem(named[0])) :])
        return [(video.id, _read(rest)) for video in named]
    by_folder = videos.called(os.path.basename(subtitle.folder))
    is_only = len(videos.all) == 1
    if by_folder or (subtitle.folder != _video_folder(subtitle.folder) and is_only):
        rest = os.fsdecode(stem)
        return [(video.id, _read(rest)) for video in by_folder or videos.all]
    return [(videos.all[0].id, _read(os.fsdecode(stem)))] if is_only else []


def _read(rest: str) -> SidecarReading:
    return read_track_words("subtitle", rest.encode("utf-8", "replace").decode(), "video")


def _stem(video: repository.Beside) -> bytes:
    return os.path.splitext(os.path.basename(video.path))[0]
