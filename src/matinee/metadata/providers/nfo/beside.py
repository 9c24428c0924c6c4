"""Which NFO files belong to a video, by the names that Kodi, Jellyfin, Radarr and Sonarr give them."""

import os
import re
from collections.abc import Iterable
from uuid import UUID

import msgspec

from matinee.catalog.unreadable import readable_path

MOST_VERSIONS = 8
"""A folder with more videos is no film's own: `movie.nfo` in it would dress them all alike."""
_PART = re.compile(rb"(?i)[ ._-]*(?:cd|dvd|pt|part|dis[ck])[ ._-]?[0-9a-d]$")
_DEEPEST = 4


class Video(msgspec.Struct, frozen=True):
    """A video file: its library's kind, its root, its path, how many videos lie in its folder, who placed it."""

    file_id: UUID
    library_kind: str
    root_id: UUID
    root_path: bytes
    path: bytes
    neighbours: int = 1
    is_chosen: bool = False
    """A person said what it is, or what its like in its folder is: what lies beside it may be of something else."""

    @property
    def folder(self) -> bytes:
        """The folder that names it: of a disc's stream, the folder that holds the disc."""
        return os.path.dirname(readable_path(self.path))


class NfoPlaces(msgspec.Struct, frozen=True):
    """The NFO files of one video, as paths below its root, the first that says something counts."""

    video: Video
    own: tuple[bytes, ...] = ()
    """Of the movie, or of the episodes in the file."""
    season: bytes | None = None
    series: bytes | None = None

    def speaking_of(self, kind: str) -> tuple[bytes, ...]:
        """Give the files that may speak of this kind of item."""
        match kind:
            case "series":
                return (self.series,) if self.series else ()
            case "season":
                return (self.season,) if self.season else ()
            case _:
                return self.own


def names_of(video: Video) -> list[bytes]:
    """Give every path that could be an NFO of this video."""
    return [*_own(video), *(_season(video) + _series(video) if video.library_kind == "shows" else [])]


def places_of(video: Video, found: Iterable[bytes]) -> NfoPlaces:
    """Choose among the NFO files that lie at or above a video."""
    present = set(found)
    own = [path for path in _own(video) if path in present]
    if video.library_kind != "shows":
        return NfoPlaces(video, tuple(own) or _only(video, present))
    first = {each: next((path for path in each(video) if path in present), None) for each in (_season, _series)}
    return NfoPlaces(video, tuple(own), first[_season], first[_series])


def is_alone(video: Video) -> bool:
    """Tell whether a movie's folder is its own, so that any NFO in it speaks of it."""
    return video.library_kind == "movies" and video.folder != b"" and video.neighbours <= MOST_VERSIONS


def _own(video: Video) -> list[bytes]:
    stem = os.path.splitext(readable_path(video.path))[0]
    plain = _PART.sub(b"", stem)
    stems = [stem, plain] if plain != stem and os.path.basename(plain) else [stem]
    if is_alone(video):
        stems += [_join(video.folder, b"movie"), _join(video.folder, os.path.basename(video.folder))]
    return [each + ending for each in dict.fromkeys(stems) for ending in (b".nfo", b".NFO")]


def _only(video: Video, present: set[bytes]) -> tuple[bytes, ...]:
    """Any other NFO of a film's own folder, where there is just one: release notes often hold a link."""
    if not is_alone(video) or video.neighbours > 1:
        return ()
    others = [path for path in present if os.path.dirname(path) == video.folder]
    return tuple(others) if len(others) == 1 else ()


def _season(video: Video) -> list[bytes]:
    return [_join(video.folder, b"season.nfo")]


def _series(video: Video) -> list[bytes]:
    parts = video.folder.split(b"/")
    folders = [b"/".join(parts[:length]) for length in range(len(parts), max(0, len(parts) - _DEEPEST), -1)]
    return [_join(each, b"tvshow.nfo") for each in folders if each]


def _join(folder: bytes, name: bytes) -> bytes:
    return folder + b"/" + name if folder else name
