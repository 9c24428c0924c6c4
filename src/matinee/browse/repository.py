"""The home page's libraries and notices."""

from uuid import UUID

import msgspec
from sqlalchemy import select

from matinee.access.policy import ContentColumns, Viewer, visible_to
from matinee.kit.db import Connection
from matinee.libraries.tables import library, root


class LibraryLink(msgspec.Struct, frozen=True):
    """A library the viewer may open."""

    id: UUID
    name: str
    kind: str


class Notice(msgspec.Struct, frozen=True):
    """Something the viewer should know, such as a disk that is away."""

    code: str
    text: str
    library_id: UUID | None = None


async def library_links(tx: Connection, viewer: Viewer) -> list[LibraryLink]:
    """Give the granted libraries by name."""
    rows = await tx.execute(
        select(library.c.id, library.c.name, library.c.kind)
        .where(library.c.enabled, visible_to(viewer, ContentColumns(library.c.id)))
        .order_by(library.c.name)
    )
    return [LibraryLink(id=row.id, name=row.name, kind=row.kind) for row in rows]


async def notices(tx: Connection, viewer: Viewer) -> list[Notice]:
    """Say which granted libraries have a folder that is away; their titles stay listed."""
    rows = await tx.execute(
        select(library.c.id, library.c.name)
        .distinct()
        .join(root, root.c.library_id == library.c.id)
        .where(library.c.enabled, root.c.state == "offline", visible_to(viewer, ContentColumns(library.c.id)))
        .order_by(library.c.name)
    )
    text = "A disk of “{}” is away. Nothing is lost: its titles stay listed and play again when it is back."
    return [Notice(code="library_offline", text=text.format(row.name), library_id=row.id) for row in rows]
