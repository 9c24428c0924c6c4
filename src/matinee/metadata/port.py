"""The port of a metadata provider: it says what it can, finds its leads in the catalog, and answers."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from enum import StrEnum
from typing import Protocol
from uuid import UUID

import msgspec

from matinee.catalog.describing import Description
from matinee.kit.db import Connection


class Capability(StrEnum):
    """What a provider can speak of."""

    MOVIE = "movie"
    SERIES = "series"
    SEASON = "season"
    EPISODE = "episode"
    PERSON = "person"


class Subject(msgspec.Struct, frozen=True, kw_only=True):
    """An item that something is asked about."""

    id: UUID
    kind: str
    title: str
    year: int | None
    season_number: int | None
    episode_numbers: tuple[int, ...] = ()
    external_ids: dict[str, str] = {}
    names: tuple[str, ...] = ()
    """What the movie or series is called that it is or belongs to, shown or by its files."""
    title_year: int | None = None
    """The year of that."""
    file_ids: tuple[UUID, ...] = ()
    """Present videos, the first version's first; of a season or series one of each folder below it."""


class WatchedFact(msgspec.Struct, frozen=True, omit_defaults=True):
    """What a source remembers of the title being watched elsewhere."""

    play_count: int = 0
    watched: bool = False
    last_played: datetime | None = None


class Lead[W](msgspec.Struct, frozen=True):
    """What a provider will look into for one item. `mark` is equal while the answer would be."""

    mark: str
    what: W


class Answer(msgspec.Struct, frozen=True):
    """What a provider says of an item, what it refused (`field:reason`), and whether it was watched elsewhere."""

    said: Description
    notes: tuple[str, ...] = ()
    watched: WatchedFact | None = None


class Provider[W](Protocol):
    """A source of metadata. One folder below `providers`, whose package holds it as `PROVIDER`."""

    @property
    def name(self) -> str:
        """The name of its folder, and of its answers."""
        ...

    @property
    def capabilities(self) -> frozenset[Capability]:
        """What it can speak of; it is never asked of anything else."""
        ...

    async def find_leads(self, tx: Connection, subjects: Sequence[Subject]) -> dict[UUID, Lead[W]]:
        """Say, from the catalog alone, for which items there is something to ask. Reads no disk and no network."""
        ...

    async def ask(self, leads: Mapping[UUID, tuple[Subject, Lead[W]]]) -> dict[UUID, Answer]:
        """Follow the leads; called outside of any transaction. An item of which nothing is known is left out."""
        ...
