"""Reading one folder: what of it becomes a row, what is passed over and why, what is still to be visited."""

import os
import struct
from dataclasses import dataclass, field

from matinee.kit.walking.records import Disk, Issue, Status, WalkRequest
from matinee.kit.walking.rules import Compiled, Scoped, is_empty, with_rules
from matinee.kit.walking.tree import TooManyEntries, Tree

PATH_MAX = 4096
_FIXED = struct.Struct(">iqiqiq")
_LENGTH = struct.Struct(">i")
_SIX_COLUMNS = struct.pack(">h", 6)
_INODE_MASK = (1 << 63) - 1


@dataclass(frozen=True, slots=True)
class Task:
    """One folder to visit. `path` is below the root; `via_link` when a link led here."""

    path: bytes
    scoped: Scoped | None
    device: int
    depth: int
    via_link: bool = False
    status: Status | None = None


@dataclass(slots=True)
class Visit:
    """What one folder gave."""

    task: Task
    device: int = 0
    disk: Disk | None = None
    identity: tuple[int, int] | None = None
    rows: list[bytes] = field(default_factory=list[bytes])
    folders: list[Task] = field(default_factory=list[Task])
    linked_folders: list[Task] = field(default_factory=list[Task])
    linked_files: list[tuple[bytes, Status]] = field(default_factory=list[tuple[bytes, Status]])
    seen: set[tuple[int, int]] = field(default_factory=set[tuple[int, int]])
    """Device and inode of the files, kept only where the root has links to compare with."""
    issues: list[Issue] = field(default_factory=list[Issue])
    unknown: list[bytes] = field(default_factory=list[bytes])
    is_ignored: bool = False


class FolderReader:
    """Reads folders of one root by one set of rules. Used by several threads at once: holds no changing state."""

    def __init__(self, request: WalkRequest, tree: Tree) -> None:
        self.request = request
        self.tree = tree
        self.rules = Compiled(request.rules)
        self.real_root = b""

    def visit(self, task: Task) -> Visit:
        """Read one folder. What fails is told in the visit: an error means unknown, never empty."""
        visit = Visit(task)
        absolute = self.absolute(task.path)
        if task.depth > self.request.limits.depth or len(absolute) >= PATH_MAX:
            visit.unknown.append(task.path)
            visit.issues.append(Issue(task.path, "too_deep", "Folders are read to a bounded depth and path length."))
            return visit
        try:
            self._read(visit, absolute)
        except TooManyEntries as error:
            _discard(visit, "too_many_entries", str(error))
        except PermissionError as error:
            _discard(visit, "permission_denied", error.strerror or "")
        except FileNotFoundError:
            _discard(visit, "vanished", "It was there a moment ago: nothing is concluded.")
        except OSError as error:
            _discard(visit, "unreadable", error.strerror or str(error))
        return visit

    def absolute(self, path: bytes) -> bytes:
        """Give the whole path of one below the root."""
        return os.path.join(self.request.root, path) if path else self.request.root

    def _read(self, visit: Visit, absolute: bytes) -> None:
        status = self.tree.status(absolute)
        visit.device, visit.identity = status.device, (status.device, status.inode)
        if status.device != visit.task.device:
            visit.disk = self.tree.disk(absolute)
        entries = self.tree.listing(absolute, self.request.limits.entries_per_folder)
        scoped = self._scoped(visit, absolute, entries)
        if visit.is_ignored:
            return
        for name, entry in entries:
            self._sort(visit, scoped, name, entry)

    def _scoped(self, visit: Visit, absolute: bytes, entries: list[tuple[bytes, Status]]) -> Scoped | None:
        scoped = visit.task.scoped
        for name, entry in entries:
            if name in self.rules.rule_files and entry.kind == "file":
                content = self.tree.head(os.path.join(absolute, name), self.request.limits.rule_file_bytes)
                if is_empty(content):
                    visit.is_ignored = True
                    visit.issues.append(
                        Issue(visit.task.path, "rule_file", f"{os.fsdecode(name)} is empty: all of it.")
                    )
                    return None
                scoped = with_rules(scoped, visit.task.path, content)
        return scoped

    def _sort(self, visit: Visit, scoped: Scoped | None, name: bytes, entry: Status) -> None:
        path = os.path.join(visit.task.path, name) if visit.task.path else name
        if entry.kind == "folder":
            self._sort_folder(visit, scoped, path, entry)
        elif entry.kind == "file":
            if self._takes(visit, scoped, path):
                visit.rows.append(row(path, entry, self.rules.kinds[extension(name)]))
                visit.seen.add((entry.device, entry.inode))
        elif entry.kind == "link":
            self._sort_link(visit, scoped, path)
        else:
            visit.issues.append(Issue(path, "not_a_file", "A device, pipe or socket."))

    def _sort_folder(self, visit: Visit, scoped: Scoped | None, path: bytes, entry: Status) -> None:
        reason = self.rules.folder_reason(os.path.basename(path))
        if reason is None and scoped is not None and scoped.ignores(path, is_folder=True):
            reason = "rule"
        if reason is not None:
            visit.issues.append(Issue(path, reason))
            return
        visit.folders.append(Task(path, scoped, visit.device, visit.task.depth + 1, visit.task.via_link, entry))

    def _takes(self, visit: Visit, scoped: Scoped | None, path: bytes) -> bool:
        name = os.path.basename(path)
        reason = self.rules.file_reason(name)
        if reason is None:
            ending = extension(name)
            reason = self.rules.refused.get(ending)
            if reason is None and ending not in self.rules.kinds:
                reason = "not_media"
        if reason is None and scoped is not None and scoped.ignores(path, is_folder=False):
            reason = "rule"
        if reason is not None:
            visit.issues.append(Issue(path, reason))
        return reason is None

    def _sort_link(self, visit: Visit, scoped: Scoped | None, path: bytes) -> None:
        absolute = self.absolute(path)
        try:
            target = self.tree.real_path(absolute)
            status = self.tree.status(absolute)
        except OSError as error:
            visit.issues.append(Issue(path, "link_broken", error.strerror or "The link leads nowhere."))
            visit.unknown.append(path)
            return
        if not target.startswith(self.real_root.rstrip(b"/") + b"/"):
            visit.issues.append(Issue(path, "symlink_outside", "It leads out of the library's folder."))
        elif status.kind == "folder":
            if self.rules.folder_reason(os.path.basename(path)) is None:
                task = Task(path, scoped, status.device, visit.task.depth + 1, via_link=True, status=status)
                visit.linked_folders.append(task)
        elif status.kind == "file" and self._takes(visit, scoped, path):
            visit.linked_files.append((path, status))


def _discard(visit: Visit, reason: str, detail: str) -> None:
    """A listing that failed half-way counts for nothing: what was read of it is let go."""
    visit.rows, visit.folders, visit.linked_folders, visit.linked_files = [], [], [], []
    visit.issues = [Issue(visit.task.path, reason, detail)]
    visit.unknown = [visit.task.path]


def extension(name: bytes) -> bytes:
    """Give the ending of a name, lower case with its dot."""
    return os.path.splitext(name)[1].lower()


def row(path: bytes, status: Status, kind: bytes) -> bytes:
    """Pack a file as a row of PostgreSQL's binary COPY format."""
    folder = os.path.dirname(path)
    fixed = _FIXED.pack(8, status.size_bytes, 8, status.mtime_ns, 8, status.inode & _INODE_MASK)
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
