"""What content types share: names of files and folders as keys, and the way into the inbox."""

import os
import re

from matinee.catalog.naming import fold, match_key, sort_title, split_extension
from matinee.kit.text import display_path

_DISC = re.compile(rb"(?i)/(?:BDMV(?:/STREAM)?|VIDEO_TS)/[^/]+$|^(?:BDMV(?:/STREAM)?|VIDEO_TS)/[^/]+$")
_VTS_PART = re.compile(rb"(?i)VTS_\d+_(\d+)\.VOB$")


def readable_path(path: bytes) -> bytes:
    """Give the path that names a video: of a disc folder's stream, the disc's own folder."""
    found = _DISC.search(path)
    if found is None or found.start() == 0:
        return path
    return path[: found.start()] + b"/" + os.path.basename(path[: found.start()]) + b".iso"


def is_disc(path: bytes) -> bool:
    """Tell whether a path is an image of a disc, or a stream that stands for a disc's folder."""
    return path.lower().endswith(b".iso") or _DISC.search(path) is not None


def disc_part(path: bytes) -> int | None:
    """Give the number of a DVD title set's part, None for what is no such part."""
    found = _VTS_PART.search(path)
    return int(found[1]) if found and _DISC.search(path) else None


def stem(path: bytes) -> str:
    """Show the name of a file without its extension."""
    return split_extension(display_path(os.path.basename(path)))[0].strip() or display_path(os.path.basename(path))


def keys_of(title: str, path: bytes) -> tuple[str, str]:
    """Give (match_key, sort_title) of a title; one that folds to nothing is known by its path."""
    return match_key(title) or path_key(path), sort_title(title) or fold(title) or title


def path_key(path: bytes) -> str:
    """Give a key that no title folds to: of a file without a usable title."""
    return "file:" + display_path(path)
