"""The port of a search index: names go in, ids come out; it knows nobody's rights."""

from collections.abc import Collection, Iterable
from typing import Protocol

from matinee.search.records import Found, Mark, SearchDocument, SearchKind


class SearchIndex(Protocol):
    """An index of one machine. Every method may block: call it in a thread."""

    @property
    def mark(self) -> Mark:
        """How far it has come."""
        ...

    def take(self, documents: Iterable[SearchDocument], mark: Mark) -> None:
        """Take documents in the place of those of the same id, and remember how far it has come."""
        ...

    def find(self, query: str, kinds: Collection[SearchKind], most: int) -> list[Found]:
        """Give what is near the query, the nearest first."""
        ...
