"""Files as they leave the walk: rows of PostgreSQL's binary COPY format, and the fingerprint of a folder's files.

The database makes the same fingerprint of what is known (scanning/repository/known.py): a folder whose two fingerprints
are equal needs no row to be sent, loaded or compared.
"""

import hashlib
import os
import struct
from collections.abc import Sequence
from operator import itemgetter
from typing import NamedTuple

_FIXED = struct.Struct(">iqiqiq")
_LENGTH = struct.Struct(">i")
_NUMBERS = struct.Struct(">qqq")
_SIX_COLUMNS = struct.pack(">h", 6)
_INODE_MASK = (1 << 63) - 1
FINGERPRINT_BYTES = 16


class Found(NamedTuple):
    """A file that is taken."""

    path: bytes
    size_bytes: int
    mtime_ns: int
    inode: int
    kind: bytes


def fingerprint(files: Sequence[Found]) -> bytes:
    """Give the fingerprint of the files of one folder: of each, path, size, time, inode and kind, in order of path."""
    digest = hashlib.sha256()
    for path, size, mtime, inode, kind in sorted(files, key=itemgetter(0)):
        digest.update(
            b"%b%b%b%b" % (_LENGTH.pack(len(path)), path, _NUMBERS.pack(size, mtime, inode & _INODE_MASK), kind)
        )
    return digest.digest()[:FINGERPRINT_BYTES]


def row(file: Found) -> bytes:
    """Pack a file as a row of PostgreSQL's binary COPY format."""
    path, kind = file.path, file.kind
    folder = os.path.dirname(path)
    fixed = _FIXED.pack(8, file.size_bytes, 8, file.mtime_ns, 8, file.inode & _INODE_MASK)
    return b"".join(
        (
            _SIX_COLUMNS,
            _LENGTH.pack(len(path)),
            path,
            _LENGTH.pack(len(folder)),
            folder,
            fixed,
            _LENGTH.pack(len(kind)),
            kind,
        )
    )
