"""What a path says about a movie."""

import msgspec


class MovieGuess(msgspec.Struct, frozen=True):
    """Another way to read the same path."""

    title: str
    year: int | None
    confidence: float


class MovieReading(msgspec.Struct, frozen=True, kw_only=True):
    """A movie as its path names it. Absent is None or empty; `rules` names the rule behind each field found.

    An extra carries its movie's title, its own in `extra_title`. `confidence` lies between 0 and 1; a reading in
    `alternatives` within 0.1 of it makes the two a question for a person.
    """

    title: str
    year: int | None = None
    edition: str | None = None
    part: int | None = None
    ids: dict[str, str] = {}
    extra: str | None = None
    extra_title: str | None = None
    group: str | None = None
    rules: dict[str, str] = {}
    confidence: float = 0.0
    alternatives: tuple[MovieGuess, ...] = ()

    @property
    def usable(self) -> bool:
        """Whether there is a title to file it under."""
        return bool(self.title)
