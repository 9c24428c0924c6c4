"""Reading one folder: what of it becomes a row, what is passed over and why, what is still to be visited."""

import os
from dataclasses import dataclass, field
from itertools import islice

from matinee.kit.walking.packing import Found, fingerprint, row
from matinee.kit.walking.records import Disk, Issue, Status, WalkRequest
from matinee.kit.walking.rules import Compiled, Scoped, is_empty, left_out_of, with_rules
from matinee.kit.walking.tree import LeavesRoot, TooManyEntries, Tree

PATH_MAX = 4096
_LINES_TOLD = 5


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
    found: list[Found] = field(default_factory=list[Found])
    rows: list[bytes] = field(default_factory=list[bytes])
    """The files, packed, where they are not exactly those known."""
    same: bytes | None = None
    """The folder, where its files are exactly those known."""
    folders: list[Task] = field(default_factory=list[Task])
    linked_folders: list[Task] = field(default_factory=list[Task])
    linked_files: list[tuple[bytes, Status]] = field(default_factory=list[tuple[bytes, Status]])
    issues: list[Issue] = field(default_factory=list[Issue])
    rules_left_out: list[Issue] = field(default_factory=list[Issue])
    unknown: list[bytes] = field(default_factory=list[bytes])
    is_ignored: bool = False


class FolderReader:
    """Reads folders of one root by one set of rules. Used by several threads at once: holds no changing state."""

    def __init__(self, request: WalkRequest, tree: Tree) -> None:
        self.request = request
        self.tree = tree
        self.rules = Compiled(request.rules)
        self.known = dict(request.known)
        self.real_root = b""
        self.mounts: frozenset[bytes] = frozenset()

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
        except OSError as error:
            _discard(visit, *_reason(error))
        return visit

    def absolute(self, path: bytes) -> bytes:
        """Give the whole path of one below the root."""
        return os.path.join(self.request.root, path) if path else self.request.root

    def enter(self, visit: Visit, status: Status) -> None:
        """Note which folder this is, and whether another file system begins here."""
        visit.device, visit.identity = status.device, (status.device, status.inode)
        if status.device != visit.task.device or visit.task.path in self.mounts:
            visit.disk = self.tree.disk(self.absolute(visit.task.path))

    def pack(self, visit: Visit) -> None:
        """Pack what was found, unless it is exactly what is known of the folder."""
        if not visit.found:
            return
        folder = os.path.dirname(visit.found[0].path)
        if folder in self.known and self.known[folder] == fingerprint(visit.found):
            visit.same = folder
        else:
            visit.rows = [row(each) for each in visit.found]

    def _read(self, visit: Visit, absolute: bytes) -> None:
        status, entries = self.tree.listing(absolute, self.request.limits.entries_per_folder, self.real_root)
        self.enter(visit, status)
        scoped = self._scoped(visit, absolute, entries)
        if visit.is_ignored:
            return
        prefix = visit.task.path + b"/" if visit.task.path else b""
        for name, entry in entries:
            self._sort(visit, scoped, prefix + name, name, entry)
        visit.issues += visit.rules_left_out  # after the rule file's own: they say more of it
        self._narrow(visit)
        self.pack(visit)

    def _narrow(self, visit: Visit) -> None:
        """Of a folder on the way to the scope, nothing is taken or told of but a file that is the scope itself."""
        scope, path = self.request.scope, visit.task.path
        if scope and path != scope and (not path or scope.startswith(path + b"/")):
            visit.found = [each for each in visit.found if each.path == scope]
            visit.linked_files = [each for each in visit.linked_files if each[0] == scope]
            visit.issues = [each for each in visit.issues if each.path == scope or scope.startswith(each.path + b"/")]

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
                if words := " ".join(
                    f"Line {number}: {why}" for number, why in islice(left_out_of(content), _LINES_TOLD)
                ):
                    visit.rules_left_out.append(Issue(os.path.join(visit.task.path, name), "rule_left_out", words))
        return scoped

    def _sort(self, visit: Visit, scoped: Scoped | None, path: bytes, name: bytes, entry: Status) -> None:
        kind = entry.kind
        if kind == "file":
            ending = self._takes(visit, scoped, path, name)
            if ending is not None:
                visit.found.append(Found(path, entry.size_bytes, entry.mtime_ns, entry.inode, ending))
        elif kind == "folder":
            self._sort_folder(visit, scoped, path, name, entry)
        elif kind == "link":
            self._sort_link(visit, scoped, path, name)
        elif kind == "other":
            visit.issues.append(Issue(path, "not_a_file", "A device, pipe or socket."))
        else:
            reason = {"vanished": "vanished", "denied": "permission_denied"}.get(kind, "unreadable")
            visit.issues.append(Issue(path, reason, "It is listed, but what it is cannot be told."))
            visit.unknown.append(path)

    def _sort_folder(self, visit: Visit, scoped: Scoped | None, path: bytes, name: bytes, entry: Status) -> None:
        reason = self.rules.folder_reason(name)
        if reason is None and scoped is not None and scoped.ignores(path, is_folder=True):
            reason = "rule"
        if reason is not None:
            visit.issues.append(Issue(path, reason))
            return
        visit.folders.append(Task(path, scoped, visit.device, visit.task.depth + 1, visit.task.via_link, entry))

    def _takes(self, visit: Visit, scoped: Scoped | None, path: bytes, name: bytes) -> bytes | None:
        """Give the kind of a file that is taken; say why another is passed over."""
        reason = self.rules.file_reason(name)
        ending = extension(name)
        kind = self.rules.kinds.get(ending)
        if reason is None and kind is None:
            reason = self.rules.refused.get(ending, "not_media")
        if reason is None and scoped is not None and scoped.ignores(path, is_folder=False):
            reason = "rule"
        if reason is not None:
            visit.issues.append(Issue(path, reason))
            return None
        return kind

    def _sort_link(self, visit: Visit, scoped: Scoped | None, path: bytes, name: bytes) -> None:
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
            if self.rules.folder_reason(name) is None:
                task = Task(path, scoped, status.device, visit.task.depth + 1, via_link=True, status=status)
                visit.linked_folders.append(task)
        elif status.kind == "file" and self._takes(visit, scoped, path, name) is not None:
            visit.linked_files.append((path, status))


def _reason(error: OSError) -> tuple[str, str]:
    if isinstance(error, TooManyEntries):
        return "too_many_entries", str(error)
    if isinstance(error, LeavesRoot):
        return "symlink_outside", "It leads out of the library's folder."
    if isinstance(error, PermissionError):
        return "permission_denied", error.strerror or ""
    if isinstance(error, FileNotFoundError):
        return "vanished", "It was there a moment ago: nothing is concluded."
    return "unreadable", error.strerror or str(error)


def _discard(visit: Visit, reason: str, detail: str) -> None:
    """A listing that failed half-way counts for nothing: what was read of it is let go."""
    visit.found, visit.rows, visit.folders, visit.linked_folders, visit.linked_files = [], [], [], [], []
    visit.issues = [Issue(visit.task.path, reason, detail)]
    visit.unknown = [visit.task.path]


def extension(name: bytes) -> bytes:
    """Give the ending of a name, lower case with its dot."""
    dot = name.rfind(b".")
    return name[dot:].lower() if dot > 0 else b""
