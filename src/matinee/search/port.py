"""The port of a search index: names go in, ids come out; it knows nobody's rights."""

from collections.abc import Iterable
from typing import Protocol

from matinee.search.records import Mark, Proposed, Question, SearchDocument


class SearchIndex(Protocol):
    """An index of one machine. Every method may block: call it in a thread."""

    @property
    def mark(self) -> Mark:
        """How far it has come."""
        ...

    def take(self, documents: Iterable[SearchDocument], mark: Mark) -> None:
        """Take documents in the place of those of the same id, and remember how far it has come."""
        ...

    def find(self, question: Question, *, further: bool = False) -> Proposed:
        """Give what is near the words, the nearest first; `further`: what comes after that, never the same again."""
        ...
