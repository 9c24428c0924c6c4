"""Whether a person must decide about what a plan hides: the limits of DESIGN §6, and doubts about the disk."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from matinee.kit.db import Connection
from matinee.kit.text import display_path
from matinee.kit.walking import Mount
from matinee.scanning.repository import hold
from matinee.scanning.repository.known import KnownFolder

SHARE_OF_ROOT = 0.10
FILES_OF_ROOT = 10
FOLDER_OF = 50
SHARE_OF_FOLDER = 0.5


class Hiding(msgspec.Struct, frozen=True, kw_only=True):
    """The circumstances of hiding in one root."""

    scan_id: UUID
    root_id: UUID
    root_path: bytes
    known: Mapping[bytes, KnownFolder]
    """What was known of the scope before the walk, by folder."""
    files_of_root: int
    mounts: Sequence[Mount]
    """The file systems that were walked."""
    doubts: Mapping[bytes, str]
    approved_by: UUID | None


async def hold_reason(tx: Connection, work: Hiding) -> str | None:
    """Say why a person must decide, if one must. What a person approved in an earlier plan does not count."""
    if work.approved_by is not None:
        await hold.approve(tx, work.scan_id, work.approved_by)
    by_folder = await hold.hidden_by_folder(tx, work.scan_id, work.root_id)
    hidden, where = sum(by_folder.values()), display_path(work.root_path)
    if not hidden:
        return None
    for prefix, words in work.doubts.items():
        if await hold.hidden_below(tx, work.scan_id, work.root_id, prefix):
            return words
    if hidden >= work.files_of_root:
        return f"It would hide every file of {where} ({hidden})."
    if hidden >= FILES_OF_ROOT and hidden > work.files_of_root * SHARE_OF_ROOT:
        return f"It would hide {hidden} of {work.files_of_root} files of {where}, which is over {SHARE_OF_ROOT:.0%}."
    return _emptied(work, by_folder, where)


def _emptied(work: Hiding, by_folder: Mapping[bytes, int], where: str) -> str | None:
    for folder, hidden in sorted(by_folder.items(), key=lambda each: -each[1]):
        files = work.known[folder].files if folder in work.known else hidden
        if files >= FOLDER_OF and hidden > files * SHARE_OF_FOLDER:
            return f"It would hide {hidden} of {files} files in {display_path(folder) or where}: over half of it."
    return None
