"""Walking one root: threads read folders, one place joins the visits and gives up on dead disks."""

import os
import queue
import threading
import time
from collections import deque
from collections.abc import Callable, Iterator

from matinee.kit.walking.discs import DISC_FOLDERS, read_disc
from matinee.kit.walking.folder import FolderReader, Task, Visit, extension, row
from matinee.kit.walking.records import Disk, Issue, Issues, Message, Mount, Progress, Report, WalkRequest
from matinee.kit.walking.tree import Tree

BLOCK_ROWS = 500
_SIGN_OF_LIFE_S = 0.5
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
        self._linked_files: list[tuple[bytes, tuple[int, int], bytes]] = []
        self._visited: set[tuple[int, int]] = set()
        self._seen: set[tuple[int, int]] = set()
        self._rows: list[bytes] = []
        self._pool = _Pool(self._visit, request.limits.answer_s)
        self._dead: list[bytes] = []
        self._told_at = time.monotonic()

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
            self._finish(None, "")

    def _start(self) -> tuple[Task, Disk]:
        root = self._request.root
        self._reader.real_root = self._tree.real_path(root)
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
                return
            self._visited.add(visit.identity)
        if visit.disk is not None and visit.identity is not None:
            self._report.mounts[task.path] = Mount(task.path, visit.disk, visit.identity[1], visit.device)
        self._report.folders += 1
        self._report.unknown += visit.unknown
        for issue in visit.issues:
            self._issue(issue)
        wanted = self._in_scope(visit)
        self._todo.extendleft(reversed(wanted))
        self._linked.extend(visit.linked_folders)
        if not self._is_above_scope(task.path):
            self._rows += visit.rows
            self._report.files += len(visit.rows)
            self._seen |= visit.seen
            kinds = self._reader.rules.kinds
            self._linked_files += [
                ((path, (status.device, status.inode), row(path, status, kinds[extension(path)])))
                for path, status in visit.linked_files
            ]
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
        for path, identity, packed in self._linked_files:
            if identity in self._seen:
                self._issue(Issue(path, "visited_before", "The link leads to a file that is there by itself."))
                continue
            self._seen.add(identity)
            self._rows.append(packed)
            self._report.files += 1

    def _give_up(self, task: Task) -> None:
        """A call that never answers: its whole file system is unknown, the others go on."""
        prefix = max((each for each in self._report.mounts if _is_below(task.path, each)), key=len, default=b"")
        boundary = task.path if task.status is not None and task.status.device != task.device else prefix
        self._dead.append(boundary)
        self._report.unknown += [boundary, task.path]
        self._issue(Issue(boundary, "not_answering", "The disk did not answer in time; it was left alone."))

    def _verify_mounts(self) -> None:
        """A disk that went away under the walk left empty folders behind: nothing below it may be concluded."""
        for prefix, mount in list(self._report.mounts.items()):
            now = self._pool.ask(lambda prefix=prefix: self._tree.status(self._reader.absolute(prefix)))
            if now is None or isinstance(now, OSError) or (now.device, now.inode) != (mount.device, mount.inode):
                self._report.unknown.append(prefix)
                self._issue(Issue(prefix, "disk_changed", "The disk went away or changed during the walk."))

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
        if now - self._told_at >= _SIGN_OF_LIFE_S:
            self._told_at = now
            self._flush(1)
            self._sink(Progress(self._report.files, self._report.folders))

    def _finish(self, problem: str | None, detail: str) -> None:
        self._tell_issues()
        tally = self._report
        mounts = list(tally.mounts.values())
        self._sink(Report(tally.files, tally.folders, tally.ignored, mounts, tally.unknown, problem, detail))


class _Tally:
    """What the report is made of."""

    def __init__(self) -> None:
        self.files = self.folders = self.ignored = 0
        self.mounts: dict[bytes, Mount] = {}
        self.unknown: list[bytes] = []
        self.pending_issues: list[Issue] = []


class _Pool:
    """Threads that can be left behind: a call that hangs costs its thread, and the answer is not waited for."""

    def __init__(self, work: Callable[[Task], Visit], answer_s: float) -> None:
        self._work = work
        self._answer_s = answer_s
        self._tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
        self._visits: queue.SimpleQueue[Visit] = queue.SimpleQueue()
        self._started: dict[Task, float] = {}
        self._waiting: dict[Task, None] = {}
        self._size = 0

    @property
    def busy(self) -> bool:
        """Tell whether any task is not done."""
        return bool(self._started or self._waiting)

    @property
    def has_room(self) -> bool:
        """Tell whether another task would soon be begun."""
        return len(self._started) + len(self._waiting) < 2 * max(self._size, 1)

    def grow(self, by: int) -> None:
        """Start more threads."""
        self._size += by
        for _ in range(by):
            threading.Thread(target=self._run, daemon=True, name="walk").start()

    def start(self, task: Task) -> None:
        """Queue a task."""
        self._waiting[task] = None
        self._tasks.put(task)

    def _run(self) -> None:
        while True:
            task = self._tasks.get()
            self._started[task] = time.monotonic()
            self._waiting.pop(task, None)
            self._visits.put(self._work(task))

    def next_visit(self) -> Visit | None:
        """Wait a little for a visit; one that was given up before is passed over."""
        try:
            visit = self._visits.get(timeout=min(_SIGN_OF_LIFE_S, self._answer_s / 4))
        except queue.Empty:
            return None
        is_wanted = self._started.pop(visit.task, None) is not None
        return visit if is_wanted else None

    def overdue(self) -> Iterator[Task]:
        """Give up tasks that have had no answer for too long, with a new thread in place of each that hangs."""
        now = time.monotonic()
        late = [task for task, began in list(self._started.items()) if now - began > self._answer_s]
        for task in late:
            if self._started.pop(task, None) is not None:
                self.grow(1)
                self._size -= 1
                yield task

    def ask[T](self, question: Callable[[], T]) -> T | OSError | None:
        """Ask the disk one thing in a thread of its own; None when no answer came in time."""
        answers: queue.SimpleQueue[T | OSError] = queue.SimpleQueue()

        def work() -> None:
            try:
                answers.put(question())
            except OSError as error:
                answers.put(error)

        threading.Thread(target=work, daemon=True, name="ask").start()
        try:
            return answers.get(timeout=self._answer_s)
        except queue.Empty:
            return None


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
