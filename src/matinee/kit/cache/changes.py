"""Which changes this process has heard of: what decides whether something read earlier still holds.

Nothing is hunted down when a change is heard. An entry knows when it was read and which tags it rests on, and whoever
wants to use it asks here. So an entry read before a change can be stored late, in this process or in the shared tier,
and is still never used.
"""

from collections.abc import Iterable

import msgspec

from matinee.kit.cache.snapshots import Snapshot

_MOST_TAGS = 50_000
_MOST_TRANSACTIONS = 16


class _Heard(msgspec.Struct):
    number: int
    """Which change, of all heard by this process, was the last upon this tag."""
    transactions: list[int]
    """Those that made the last changes, for entries of other processes."""
    below: int = 0
    """And older ones, all below this."""


class Changes:
    """A bounded memory of changes by tag."""

    def __init__(self) -> None:
        self.number = 0
        """Counts changes. An entry is stored with the number at which its reading began."""
        self._tags: dict[str, _Heard] = {}
        self._all_before = 0
        self._complete_since: Snapshot | None = None

    def begin_anew(self, seen: Snapshot) -> None:
        """Anything may have been missed until now: only what sees all of this snapshot holds."""
        self.number += 1
        self._all_before = self.number
        self._tags.clear()
        self._complete_since = seen

    def note(self, tags: Iterable[str], transaction: int) -> None:
        """Take in that a transaction changed what these tags stand for."""
        self.number += 1
        if len(self._tags) > _MOST_TAGS:
            self._forget_tags()
        for tag in tags:
            heard = self._tags.setdefault(tag, _Heard(self.number, []))
            heard.number = self.number
            heard.transactions.append(transaction)
            if len(heard.transactions) > _MOST_TRANSACTIONS:
                heard.transactions.sort()
                heard.below = heard.transactions.pop(0) + 1

    def has_changed(self, since: int, tags: Iterable[str]) -> bool:
        """Tell whether something these tags stand for changed after the change of that number."""
        if since < self._all_before:
            return True
        known = self._tags
        return any(tag in known and known[tag].number > since for tag in tags)

    def covers(self, snapshot: Snapshot, tags: Iterable[str]) -> bool:
        """Tell whether what another process read under this snapshot rests on every change heard here."""
        if self._complete_since is None or not snapshot.sees_all_of(self._complete_since):
            return False
        return all(_sees(snapshot, self._tags[tag]) for tag in tags if tag in self._tags)

    def _forget_tags(self) -> None:
        newest = max(max(heard.transactions) for heard in self._tags.values())
        self.begin_anew(Snapshot(newest + 1, newest + 1))


def _sees(snapshot: Snapshot, heard: _Heard) -> bool:
    return snapshot.xmin >= heard.below and all(snapshot.sees(each) for each in heard.transactions)
