"""Walking one root: threads read folders, one place joins the visits and gives up on dead disks."""

import os
import time
from collections import deque
from collections.abc import Callable

import msgspec

from matinee.kit.walking.discs import DISC_FOLDERS, read_disc
from matinee.kit.walking.folder import FolderReader, Task, Visit, extension
from matinee.kit.walking.packing import Found, row
from matinee.kit.walking.pool import SIGN_OF_LIFE_S, Pool
from matinee.kit.walking.records import Disk, Issue, Issues, Message, Mount, Progress, Report, Status, WalkRequest
from matinee.kit.walking.tree import Tree

BLOCK_ROWS = 500
_REMOTE_WORKERS = 16

type Sink = Callable[[list[bytes] | Message], None]


class Walk:
    """One walk of one root. `run` gives blocks of rows and messages to the sink, the report last."""

    def __init__(self, request: WalkRequest, tree: Tree, sink: Sink) -> None:
        self._request = request
        self._tree = tree
        self._sink = sink
        self._reader = FolderReader(request, tree)
        self._report = _Tally()
        self._todo: deque[Task] = deque()
        self._linked: deque[Task] = deque()
        self._linked_files: list[tuple[bytes, Status]] = []
        self._visited: set[tuple[int, int]] = set()
        self._seen: dict[int, set[int]] = {}
        """The inodes of the files taken, by device: a link to one of them is no second file."""
        self._rows: list[bytes] = []
        self._pool = Pool(self._visit, request.limits.answer_s)
        self._dead: list[bytes] = []
        self._told_at = time.monotonic()
        self._at = b""

    def run(self) -> None:
        """Walk to the end. Raises nothing that a disk can cause."""
        start = self._pool.ask(self._start)
        if start is None:
            self._finish("not_answering", "The disk did not answer in time.")
        elif isinstance(start, OSError):
            self._finish(*_root_problem(start))
        else:
            self._go(*start)
            self._verify_mounts()
            self._look_for_witnesses()
            self._finish(None, "")

    def _start(self) -> tuple[Task, Disk]:
        root = self._request.root
        self._reader.real_root = self._tree.real_path(root)
        self._reader.mounts = self._tree.mounts_below(self._reader.real_root)
        status = self._tree.status(root)
        if status.kind != "folder":
            raise NotADirectoryError
        disk = self._tree.disk(root)
        mount = Mount(b"", disk, status.inode, status.device)
        self._report.mounts[b""] = mount
        return Task(b"", self._reader.rules.top, status.device, 0, status=status), disk

    def _go(self, first: Task, disk: Disk) -> None:
        limits = self._request.limits
        self._pool.grow(limits.workers or (_REMOTE_WORKERS if disk.is_remote else 1))
        self._todo.append(first)
        while True:
            self._hand_out()
            if not self._pool.busy:
                if not self._linked:
                    break
                self._follow(self._linked.popleft())
                continue
            visit = self._pool.next_visit()
            if visit is not None:
                self._take(visit)
            for task in self._pool.overdue():
                self._give_up(task)
            self._speak()
        self._take_linked_files()
        self._flush(0)

    def _hand_out(self) -> None:
        while self._todo and self._pool.has_room:
            task = self._todo.popleft()
            if not any(_is_below(task.path, dead) for dead in self._dead):
                self._pool.start(task)

    def _visit(self, task: Task) -> Visit:
        if os.path.basename(task.path).upper() in DISC_FOLDERS:
            return read_disc(self._reader, task)
        return self._reader.visit(task)

    def _take(self, visit: Visit) -> None:
        task = visit.task
        if visit.identity is not None and visit.identity[1]:
            if visit.identity in self._visited:
                self._issue(Issue(task.path, "visited_before", "The same folder was met by another way."))
                self._report.unknown.append(task.path)  # or a file system that gives one number to two folders
                return
            self._visited.add(visit.identity)
        if visit.disk is not None and visit.identity is not None:
            self._report.mounts[task.path] = Mount(task.path, visit.disk, visit.identity[1], visit.device)
        self._report.folders += 1
        self._at = task.path
        self._report.unknown += visit.unknown
        for issue in visit.issues:
            self._issue(issue)
        wanted = self._in_scope(visit)
        self._todo.extendleft(reversed(wanted))
        self._linked.extend(visit.linked_folders)
        self._rows += visit.rows
        if visit.same is not None:
            self._report.same.append(visit.same)
        self._report.files += len(visit.found)
        self._seen.setdefault(visit.device, set()).update(each.inode for each in visit.found)
        self._linked_files += visit.linked_files
        self._flush(BLOCK_ROWS)

    def _in_scope(self, visit: Visit) -> list[Task]:
        scope = self._request.scope
        folders = sorted(visit.folders, key=lambda task: task.path)
        if not self._is_above_scope(visit.task.path):
            return folders
        return [task for task in folders if _is_below(task.path, scope) or _is_below(scope, task.path)]

    def _is_above_scope(self, path: bytes) -> bool:
        scope = self._request.scope
        return bool(scope) and path != scope and _is_below(scope, path)

    def _follow(self, task: Task) -> None:
        status = task.status
        if status is not None and (status.device, status.inode) in self._visited:
            self._issue(Issue(task.path, "visited_before", "The link leads to a folder that is there by itself."))
        else:
            self._todo.append(task)

    def _take_linked_files(self) -> None:
        kinds = self._reader.rules.kinds
        for path, status in self._linked_files:
            seen = self._seen.setdefault(status.device, set())
            if status.inode in seen and status.inode:
                self._issue(Issue(path, "visited_before", "The link leads to a file that is there by itself."))
                continue
            seen.add(status.inode)
            kind = kinds[extension(os.path.basename(path))]
            self._rows.append(row(Found(path, status.size_bytes, status.mtime_ns, status.inode, kind)))
            self._report.files += 1

    def _give_up(self, task: Task) -> None:
        """A call that never answers: its whole file system is unknown, the others go on."""
        prefix = max((each for each in self._report.mounts if _is_below(task.path, each)), key=len, default=b"")
        boundary = task.path if task.status is not None and task.status.device != task.device else prefix
        self._dead.append(boundary)
        self._report.unknown.append(task.path)
        self._lose(boundary, "not_answering", "The disk did not answer in time; it was left alone.")

    def _lose(self, prefix: bytes, reason: str, detail: str) -> None:
        issue = Issue(prefix, reason, detail)
        self._report.unknown.append(prefix)
        if all(each.path != prefix for each in self._report.lost):
            self._report.lost.append(issue)
            self._issue(issue)

    def _verify_mounts(self) -> None:
        """A disk that went away under the walk left empty folders behind: nothing below it may be concluded."""
        for prefix, mount in list(self._report.mounts.items()):
            now = self._pool.ask(lambda prefix=prefix: self._tree.status(self._reader.absolute(prefix)))
            if now is None or isinstance(now, OSError) or (now.device, now.inode) != (mount.device, mount.inode):
                self._lose(prefix, "disk_changed", "The disk went away or changed during the walk.")

    def _look_for_witnesses(self) -> None:
        for path, size_bytes in self._request.witnesses:
            now = self._pool.ask(lambda path=path: self._tree.status(self._reader.absolute(path)))
            if now is None:
                return
            if not isinstance(now, OSError) and now.size_bytes == size_bytes:
                self._report.witnessed.append(path)

    def _issue(self, issue: Issue) -> None:
        self._report.ignored += 1
        if self._report.ignored <= self._request.limits.issues:
            self._report.pending_issues.append(issue)
        if len(self._report.pending_issues) >= BLOCK_ROWS:
            self._tell_issues()

    def _tell_issues(self) -> None:
        if self._report.pending_issues:
            self._sink(Issues(self._report.pending_issues))
            self._report.pending_issues = []

    def _flush(self, at_least: int) -> None:
        if self._rows and len(self._rows) >= at_least:
            self._sink(self._rows)
            self._rows = []

    def _speak(self) -> None:
        now = time.monotonic()
        if now - self._told_at >= SIGN_OF_LIFE_S:
            self._told_at = now
            self._flush(1)
            self._sink(Progress(self._report.files, self._report.folders, self._at))

    def _finish(self, problem: str | None, detail: str) -> None:
        self._tell_issues()
        tally = self._report
        mounts = list(tally.mounts.values())
        report = Report(tally.files, tally.folders, tally.ignored, mounts, tally.unknown, problem, detail)
        self._sink(msgspec.structs.replace(report, same=tally.same, witnessed=tally.witnessed, lost=tally.lost))


class _Tally:
    """What the report is made of."""

    def __init__(self) -> None:
        self.files = self.folders = self.ignored = 0
        self.mounts: dict[bytes, Mount] = {}
        self.unknown: list[bytes] = []
        self.pending_issues: list[Issue] = []
        self.same: list[bytes] = []
        self.witnessed: list[bytes] = []
        self.lost: list[Issue] = []


def _is_below(path: bytes, folder: bytes) -> bool:
    return not folder or path == folder or path.startswith(folder + b"/")


def _root_problem(error: OSError) -> tuple[str, str]:
    if isinstance(error, FileNotFoundError):
        return "root_missing", "The folder is not there."
    if isinstance(error, NotADirectoryError):
        return "root_not_a_folder", "In place of the folder lies a file."
    if isinstance(error, PermissionError):
        return "root_unreadable", "The server may not read the folder."
    return "root_failing", error.strerror or "The disk answers with errors."
