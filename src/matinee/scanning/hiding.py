"""Whether a person must decide about what a plan hides: the limits of DESIGN §6, and doubts about the disk."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from matinee.kit.db import Connection
from matinee.kit.text import display_path
from matinee.kit.walking import Mount
from matinee.scanning.identity import Doubt
from matinee.scanning.records import Hold
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
    doubts: Mapping[bytes, Doubt]
    approved_by: UUID | None
    is_accepted: bool = False
    """A person said that other content lies in the root now."""


async def hold_reason(tx: Connection, work: Hiding) -> Hold | None:
    """Say why a person must decide, if one must. What a person approved in an earlier plan does not count."""
    if work.approved_by is not None:
        await hold.approve(tx, work.scan_id, work.approved_by)
    by_folder = await hold.hidden_by_folder(tx, work.scan_id, work.root_id)
    hidden, where = sum(by_folder.values()), display_path(work.root_path)
    if not hidden or work.is_accepted:
        return None
    for prefix, doubt in work.doubts.items():
        if of_it := await hold.hidden_below(tx, work.scan_id, work.root_id, prefix):
            return Hold("other_disk", _shown(work, prefix), of_it, doubt.known, doubt.words)
    files = work.files_of_root
    if hidden >= files:
        return Hold("every_file", where, hidden, files, f"It would hide every file of {where} ({hidden}).")
    if hidden >= FILES_OF_ROOT and hidden > files * SHARE_OF_ROOT:
        words = f"It would hide {hidden} of {files} files of {where}, which is over {SHARE_OF_ROOT:.0%}."
        return Hold("share_of_root", where, hidden, files, words)
    return _emptied(work, by_folder)


def _shown(work: Hiding, folder: bytes) -> str:
    return display_path(work.root_path + b"/" + folder if folder else work.root_path)


def _emptied(work: Hiding, by_folder: Mapping[bytes, int]) -> Hold | None:
    for folder, hidden in sorted(by_folder.items(), key=lambda each: -each[1]):
        files = work.known[folder].files if folder in work.known else hidden
        if files >= FOLDER_OF and hidden > files * SHARE_OF_FOLDER:
            where = _shown(work, folder)
            words = f"It would hide {hidden} of {files} files in {where}: over half of it."
            return Hold("emptied_folder", where, hidden, files, words)
    return None
