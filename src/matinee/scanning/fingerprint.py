"""The partial hash that makes a moved file known again: size, first and last 64 KiB."""

import contextlib
import hashlib
import os
from collections.abc import Sequence

from matinee.libraries import abandonable

EDGE_BYTES = 65_536
_DEADLINE_S = 120.0


def content_hash(path: bytes) -> bytes:
    """Hash a file's size, first and last 64 KiB. Raises OSError."""
    with open(path, "rb", buffering=0) as file:
        size = os.fstat(file.fileno()).st_size
        digest = hashlib.blake2b(size.to_bytes(8, "little"), digest_size=16)
        digest.update(file.read(EDGE_BYTES))
        if size > EDGE_BYTES:
            file.seek(max(EDGE_BYTES, size - EDGE_BYTES))
            digest.update(file.read(EDGE_BYTES))
    return digest.digest()


async def hash_new(root: bytes, paths: Sequence[bytes]) -> list[tuple[bytes, bytes]]:
    """Hash files below a root; those that cannot be read, or not in time, are left out."""
    done: list[tuple[bytes, bytes]] = []

    def work() -> None:
        for path in paths:
            try:
                done.append((path, content_hash(os.path.join(root, path))))
            except OSError:
                continue

    with contextlib.suppress(TimeoutError):
        await abandonable(work, _DEADLINE_S)
    return list(done)
