"""Threads that read folders and can be left behind, each call to a disk with a deadline."""

import queue
import threading
import time
from collections.abc import Callable, Iterator

from matinee.kit.walking.folder import Task, Visit

SIGN_OF_LIFE_S = 0.5


class Pool:
    """Threads that can be left behind: a call that hangs costs its thread, and the answer is not waited for."""

    def __init__(self, work: Callable[[Task], Visit], answer_s: float) -> None:
        self._work = work
        self._answer_s = answer_s
        self._tasks: queue.SimpleQueue[Task] = queue.SimpleQueue()
        self._visits: queue.SimpleQueue[Visit] = queue.SimpleQueue()
        self._started: dict[Task, float] = {}
        self._waiting: dict[Task, None] = {}
        self.answered: set[Task] = set()
        """Whose answers lie ready to be taken."""
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
            visit = self._work(task)
            self.answered.add(task)
            self._visits.put(visit)

    def next_visit(self) -> Visit | None:
        """Wait a little for a visit; one that was given up before is passed over."""
        try:
            visit = self._visits.get(timeout=min(SIGN_OF_LIFE_S, self._answer_s / 4))
        except queue.Empty:
            return None
        is_wanted = self._started.pop(visit.task, None) is not None
        self.answered.discard(visit.task)
        return visit if is_wanted else None

    def overdue(self) -> Iterator[Task]:
        """Give up tasks that have had no answer for too long, with a new thread in place of each that hangs.

        An answer that lies ready is not late, however long nobody took it: whoever is told may be slower than the disk.
        """
        now = time.monotonic()
        late = [
            task
            for task, began in list(self._started.items())
            if now - began > self._answer_s and task not in self.answered
        ]
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
