"""The threads of a walk: who takes their answers may be slower than the disk."""

import threading

from matinee.kit.walking.folder import Task, Visit
from matinee.kit.walking.pool import Pool


def test_answer_that_lay_ready_while_nobody_took_it_is_not_late() -> None:
    """A first scan writes while it walks, and may take longer over a batch than a disk is given to answer."""
    pool = Pool(Visit, answer_s=0.0)
    pool.grow(1)
    task = Task(b"films", None, 1, 1)
    pool.start(task)
    while not pool.answered:
        threading.Event().wait(0.001)
    assert list(pool.overdue()) == []
    visit = pool.next_visit()
    while visit is None:
        visit = pool.next_visit()
    assert visit.task is task
    assert not pool.busy


def test_folder_without_an_answer_is_given_up_and_its_late_answer_passed_over() -> None:
    asked, go_on = threading.Event(), threading.Event()

    def hang(task: Task) -> Visit:
        asked.set()
        go_on.wait(60)
        return Visit(task)

    pool = Pool(hang, answer_s=0.0)
    pool.grow(1)
    task = Task(b"films", None, 1, 1)
    pool.start(task)
    assert asked.wait(60)
    assert list(pool.overdue()) == [task]
    go_on.set()
    while not pool.answered:
        threading.Event().wait(0.001)
    while pool.answered:
        assert pool.next_visit() is None
