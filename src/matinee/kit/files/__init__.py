"""Files that are opened below a root and never outside it, and files that are written whole or not at all."""

from matinee.kit.files.below import (
    LeavesRoot,
    NotARegularFile,
    SafePath,
    UnsafeName,
    open_below,
    open_root,
    safe_segment,
)
from matinee.kit.files.edges import EDGES_HASH_BYTES, edges_hash
from matinee.kit.files.whole import write_whole

__all__ = [
    "EDGES_HASH_BYTES",
    "LeavesRoot",
    "NotARegularFile",
    "SafePath",
    "UnsafeName",
    "edges_hash",
    "open_below",
    "open_root",
    "safe_segment",
    "write_whole",
]
