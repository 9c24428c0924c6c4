"""The viewers of the data set, and how they sign in."""

from datetime import UTC, datetime
from typing import NamedTuple

PASSWORD = "correct horse battery"  # noqa: S105 - of made-up people
FAR = datetime(2100, 1, 1, tzinfo=UTC)


class Person(NamedTuple):
    """A viewer; `libraries` are ordinals of libraries, None: all."""

    name: str
    role: str
    libraries: tuple[int, ...] | None
    maximum_age: int | None = None
    sees_unrated: bool = True


VIEWERS = (
    Person("owner", "administrator", None),
    Person("anna", "member", (0, 1, 2, 3, 5, 6)),
    Person("ben", "member", (0, 5)),
    Person("kid", "member", (0, 1, 5, 6), maximum_age=12, sees_unrated=False),
    Person("guest", "guest", (7,)),
)


def token_of(person: Person) -> str:
    """Give the viewer's session token: known to all, as the data is made up."""
    return f"bench-token-of-{person.name}"
