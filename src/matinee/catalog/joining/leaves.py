"""One movie, episode or extra going into another."""

from uuid import UUID

import msgspec

from matinee.access.policy import Viewer
from matinee.catalog.joining import repository
from matinee.kit.db import Connection


class Reach(msgspec.Struct, frozen=True):
    """Where an act reaches: the libraries of who acts; None reaches all."""

    libraries: list[UUID] | None

    @classmethod
    def of(cls, viewer: Viewer) -> "Reach":
        """Give the reach of a viewer."""
        return cls(None if viewer.all_libraries else sorted(viewer.library_ids))


async def join_leaf(tx: Connection, source: UUID, target: UUID, reach: Reach, *, gives_name_up: bool = False) -> None:
    """Let what lies within reach go from one item to another, with the history of both.

    Where versions of the first stay out of reach, it stays itself there; else its id leads to the other from now on.
    """
    await repository.move_versions(tx, source, target, reach.libraries)
    await repository.fold_states(tx, source, target)
    await repository.copy_external_ids(tx, source, target)
    if await repository.has_versions(tx, source):
        return
    await repository.move_plays(tx, source, target)
    await repository.move_extras(tx, source, target)
    await repository.note_merged(tx, source, target, gives_name_up=gives_name_up)


async def hand_over(tx: Connection, source: UUID, target: UUID) -> None:
    """Let an item that no file lies in any more lead to another, with all that people did with it."""
    await repository.fold_states(tx, source, target)
    await repository.move_plays(tx, source, target)
    await repository.note_merged(tx, source, target, gives_name_up=True)
