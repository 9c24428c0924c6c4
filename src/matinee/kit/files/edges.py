"""The partial hash that makes a moved file known again: of its size, its first and its last 64 KiB."""

import hashlib
import os

EDGE_BYTES = 65_536
EDGES_HASH_BYTES = 16


def edges_hash(descriptor: int) -> bytes:
    """Hash an open file's size and edges. Raises OSError; moves no position."""
    size = os.fstat(descriptor).st_size
    digest = hashlib.blake2b(size.to_bytes(8, "little"), digest_size=EDGES_HASH_BYTES)
    digest.update(os.pread(descriptor, EDGE_BYTES, 0))
    if size > EDGE_BYTES:
        digest.update(os.pread(descriptor, EDGE_BYTES, max(EDGE_BYTES, size - EDGE_BYTES)))
    return digest.digest()
