"""Reading NFO files from disk: below their root, at most 2 MB, each once for all that it speaks of."""

import os
from collections.abc import Iterable

from matinee.kit.files import open_below, open_root
from matinee.metadata.providers.nfo.read import read_nfo
from matinee.metadata.providers.nfo.reading import NfoFile, NfoReading
from matinee.metadata.providers.nfo.text import LARGEST_BYTES

_UNREADABLE = NfoFile((), ("unreadable",))


class NfoShelf:
    """The NFO files of one run, each read and parsed once. Blocks on the disk: use it in a thread."""

    def __init__(self) -> None:
        self._read: dict[tuple[bytes, bytes], NfoFile] = {}

    def titles(self, root_path: bytes, path: bytes | None) -> tuple[NfoReading, ...]:
        """Give the titles of a file; one that cannot be read or is refused holds none."""
        return () if path is None else self.file(root_path, path).titles

    def notes(self, root_path: bytes, paths: Iterable[bytes]) -> tuple[str, ...]:
        """Give what was refused in these files."""
        return tuple(note for path in paths for note in self.file(root_path, path).notes)

    def file(self, root_path: bytes, path: bytes) -> NfoFile:
        """Read a file below its root."""
        key = (root_path, path)
        if key not in self._read:
            self._read[key] = _opened(root_path, path)
        return self._read[key]


def _opened(root_path: bytes, path: bytes) -> NfoFile:
    try:
        root = open_root(root_path)
        try:
            descriptor = open_below(root, path)
        finally:
            os.close(root)
        with os.fdopen(descriptor, "rb") as opened:
            return read_nfo(opened.read(LARGEST_BYTES + 1))
    except OSError:
        return _UNREADABLE
