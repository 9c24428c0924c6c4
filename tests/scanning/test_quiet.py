"""When a changed folder is looked at."""

from matinee.scanning.quiet import Quiet


def test_a_folder_waits_until_nothing_changes_in_it():
    quiet = Quiet(5, 60)
    quiet.note(b"/films/Alien", 0)
    quiet.note(b"/films/Alien", 4)
    assert quiet.due(8) == []
    assert quiet.due(9) == [b"/films/Alien"]
    assert quiet.due(100) == []


def test_a_folder_in_which_something_always_changes_is_looked_at_after_the_longest_wait():
    quiet = Quiet(5, 60)
    for second in range(61):
        quiet.note(b"/films/Alien", second)
    assert quiet.due(60) == [b"/films/Alien"]


def test_a_folder_within_another_is_not_looked_at_twice():
    quiet = Quiet(5, 60)
    for folder in (b"/films/Alien", b"/films", b"/films/Alien/Extras", b"/films2"):
        quiet.note(folder, 0)
    assert quiet.due(9) == [b"/films", b"/films2"]


def test_b26_a_burst_over_many_folders_becomes_one_look_at_what_holds_them():
    quiet = Quiet(5, 60)
    for number in range(1000):
        quiet.note(b"/films/new/%d" % number, 0)
    assert quiet.due(9) == [b"/films/new"]
