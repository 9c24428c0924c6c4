"""The port of those who follow changes of titles: the search index and metadata, asked in the change's transaction."""

from collections.abc import Collection, Sequence
from typing import Literal, Protocol
from uuid import UUID

from matinee.catalog.presence import titles_of
from matinee.kit.db import Connection
from matinee.kit.jobs import ASKED

type TitleKind = Literal["movie", "series"]


class TitleFollower(Protocol):
    """Wants to know which movies or series changed: were added, renamed, went missing or came back, got other files."""

    async def titles_changed(self, tx: Connection, kind: TitleKind, title_ids: Sequence[UUID], priority: int) -> None:
        """Ask, in this transaction, for what follows: an index job, a refresh. A series stands for all below it.

        `priority` is that of the jobs: of what a scan found less than of what a person changed.
        """
        ...


class TitleFollowers:
    """All who follow, joined by the composition; held as a resource, and handed to whoever changes titles."""

    def __init__(self, *followers: TitleFollower) -> None:
        self._followers = followers

    async def tell(self, tx: Connection, item_ids: Collection[UUID], *, priority: int = ASKED) -> None:
        """Tell of changed items by the titles they belong to."""
        if not self._followers or not item_ids:
            return
        by_kind: dict[TitleKind, list[UUID]] = {}
        for kind, title_id in await titles_of(tx, item_ids):
            if kind in {"movie", "series"}:
                by_kind.setdefault("movie" if kind == "movie" else "series", []).append(title_id)
        for kind, title_ids in by_kind.items():
            for each in self._followers:
                await each.titles_changed(tx, kind, title_ids, priority)
