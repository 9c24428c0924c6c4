"""What a snapshot saw decides whether something read under it still holds."""

from hypothesis import given
from hypothesis import strategies as st

from matinee.kit.cache.changes import Changes
from matinee.kit.cache.snapshots import Snapshot

NOW = Snapshot(100, 100)


@st.composite
def histories(draw: st.DrawFn) -> list[tuple[Snapshot, frozenset[int]]]:
    """Snapshots as they follow each other, each with the transactions that had committed by then."""
    running: set[int] = set()
    over: set[int] = set()
    following = 10
    taken: list[tuple[Snapshot, frozenset[int]]] = []
    for _ in range(draw(st.integers(1, 25))):
        if running and draw(st.booleans()):
            done = draw(st.sampled_from(sorted(running)))
            running.discard(done)
            over.add(done)
        else:
            running.add(following)
            following += 1
        xmin = min(running, default=following)
        taken.append((Snapshot(xmin, following, frozenset(running)), frozenset(over)))
    return taken


@given(histories())
def test_later_snapshot_sees_all_of_an_earlier_one_and_says_so(taken: list[tuple[Snapshot, frozenset[int]]]) -> None:
    for index, (snapshot, over) in enumerate(taken):
        assert all(snapshot.sees(each) for each in over)
        assert not any(snapshot.sees(each) for each in snapshot.running)
        assert Snapshot.parse(str(snapshot)) == snapshot
        for later, _ in taken[index:]:
            assert later.sees_all_of(snapshot)
        for earlier, known in taken[:index]:
            if over - known:
                assert not earlier.sees_all_of(snapshot)


@given(histories(), st.integers(0, 24))
def test_entry_covers_exactly_the_changes_its_snapshot_saw(
    taken: list[tuple[Snapshot, frozenset[int]]], which: int
) -> None:
    snapshot, over = taken[min(which, len(taken) - 1)]
    changes = Changes()
    changes.begin_anew(Snapshot(10, 10))
    for each in sorted(taken[-1][1]):
        changes.note(["tag"], each)
    covered = changes.covers(snapshot, ["tag"])
    if covered:
        assert taken[-1][1] <= over
    if taken[-1][1] <= over and len(over) <= 16:
        assert covered
    assert changes.covers(snapshot, ["other"])


def test_nothing_holds_before_anything_is_heard() -> None:
    assert not Changes().covers(NOW, [])


def test_everything_older_is_dropped_when_something_may_have_been_missed() -> None:
    changes = Changes()
    changes.begin_anew(NOW)
    number = changes.number
    assert not changes.has_changed(number, ["tag"])
    changes.begin_anew(NOW)
    assert changes.has_changed(number, ["tag"])


def test_memory_of_tags_is_bounded_and_forgets_towards_the_safe_side() -> None:
    changes = Changes()
    changes.begin_anew(Snapshot(10, 10))
    number = changes.number
    for each in range(60_000):
        changes.note([f"tag:{each}"], 10 + each)
    assert changes.has_changed(number, ["tag:1"])
    assert changes.has_changed(number, ["never noted"])
    assert not changes.covers(Snapshot(20, 20), ["tag:1"])
    assert changes.covers(Snapshot(100_000, 100_000), ["tag:1"])
