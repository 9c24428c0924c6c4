"""One title for all files that name it: choosing among those known, making those that are not."""

from collections.abc import Iterable
from uuid import UUID

import msgspec

from matinee.catalog.content_type import TitleKey


class KnownTitle(msgspec.Struct):
    """A movie or series that exists."""

    id: UUID
    kind: str
    match_key: str
    year: int | None
    """The year that is shown; a provider or a person may have set it."""
    match_year: int | None = None
    """The year that its files say."""
    is_new: bool = False

    def is_of(self, year: int | None) -> bool:
        """Tell whether a file of this name that says this year means this title."""
        return year == self.match_year or (year is not None and year == self.year)


class Titles:
    """The titles that share a key with those of a batch, known ones and new ones."""

    def __init__(self, known: Iterable[KnownTitle]) -> None:
        self._by_key: dict[tuple[str, str], list[KnownTitle]] = {}
        for title in known:
            self.add(title)

    def add(self, title: KnownTitle) -> None:
        """Enter a title."""
        self._by_key.setdefault((title.kind, title.match_key), []).append(title)

    def find(self, key: TitleKey) -> KnownTitle | None:
        """Give the one title that a file names, or None when it is a new one.

        Movies: same name and year. Series: the same, or one of two does not say its year and no other is in question:
        a show's folders seldom all carry the year. A movie without a year is not taken for one with a year: remakes
        are many.
        """
        same = self._by_key.get((key.kind, key.match_key), [])
        exact = [title for title in same if title.is_of(key.year)]
        if exact:
            return min(exact, key=lambda title: title.id)
        if key.kind == "movie":
            return None
        if key.year is None:
            return same[0] if len(same) == 1 else None
        undated = [title for title in same if title.match_year is None]
        return undated[0] if len(undated) == 1 and len(same) == 1 else None
