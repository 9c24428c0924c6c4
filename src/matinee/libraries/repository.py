"""SQL over libraries and roots, the viewer's condition in every statement that returns content."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from msgspec import structs
from sqlalchemy import Row, delete, func, insert, literal, null, or_, select, update

from matinee.access.policy import ContentColumns, Permission, Viewer, visible_to
from matinee.kit.db import Connection, entity, register_entities
from matinee.kit.ids import new_id
from matinee.kit.text import display_path
from matinee.libraries.schemas import Library, NewLibrary, Root, RootReport, RootWatch, StoredRoot, WatchReport
from matinee.libraries.tables import library, root

_LIBRARY = (
    library.c.id,
    library.c.name,
    library.c.kind,
    library.c.enabled,
    library.c.scan_interval_s,
    library.c.ignore_globs,
    library.c.language,
    library.c.first_scanned_at,
    library.c.last_scanned_at,
    library.c.created_at,
)
_LIBRARY_NAMES = tuple(str(column.key) for column in _LIBRARY)
_FOR_MANAGERS = ("state_detail", "state_code", "seen_at", "watch", "watch_detail")
_SEEN = ContentColumns(library_id=library.c.id)


async def add(tx: Connection, wanted: NewLibrary, paths: Sequence[bytes]) -> UUID:
    """Write a library and its roots."""
    library_id = new_id()
    await register_entities(tx, "library", [library_id])
    await tx.execute(
        insert(library).values(
            id=library_id,
            name=wanted.name,
            kind=wanted.kind,
            enabled=wanted.enabled,
            scan_interval_s=wanted.scan_interval_s,
            ignore_globs=wanted.ignore_globs,
            language=wanted.language,
        )
    )
    await add_roots(tx, library_id, paths)
    return library_id


async def add_roots(tx: Connection, library_id: UUID, paths: Sequence[bytes]) -> None:
    """Give a library more folders."""
    rows = [{"id": new_id(), "library_id": library_id, "path": path} for path in paths]
    if rows:
        await tx.execute(insert(root), rows)


async def all_seen(tx: Connection, viewer: Viewer) -> list[Library]:
    """Every library this viewer may see, by name."""
    statement = select(*_LIBRARY).where(visible_to(viewer, _SEEN)).order_by(func.lower(library.c.name), library.c.id)
    rows = (await tx.execute(statement)).all()
    roots = await _roots_of(tx, viewer, [row.id for row in rows])
    return [_library(row, roots.get(row.id, [])) for row in rows]


async def by_id(tx: Connection, viewer: Viewer, library_id: UUID) -> Library | None:
    """Give one library, or None when there is none that this viewer may see."""
    statement = select(*_LIBRARY).where(library.c.id == library_id, visible_to(viewer, _SEEN))
    row = (await tx.execute(statement)).one_or_none()
    if row is None:
        return None
    return _library(row, (await _roots_of(tx, viewer, [library_id])).get(library_id, []))


def _library(row: Row[*tuple[Any, ...]], roots: list[Root]) -> Library:
    values: dict[str, Any] = {name: getattr(row, name) for name in _LIBRARY_NAMES}
    return Library(**values, roots=roots)


async def _roots_of(tx: Connection, viewer: Viewer, ids: Sequence[UUID]) -> dict[UUID, list[Root]]:
    statement = select(root.c.library_id, root.c.id, root.c.path, root.c.state, root.c.state_detail)
    statement = statement.add_columns(root.c.state_code, root.c.seen_at, root.c.watch, root.c.watch_detail)
    statement = statement.join(library, library.c.id == root.c.library_id)
    statement = statement.where(root.c.library_id.in_(ids), visible_to(viewer, _SEEN)).order_by(root.c.path)
    may_manage = viewer.may(Permission.MANAGE)
    found: dict[UUID, list[Root]] = {}
    for row in await tx.execute(statement):
        shown = Root(id=row.id, path=None, state=row.state)
        if may_manage:
            told = {name: getattr(row, name) for name in _FOR_MANAGERS}
            shown = structs.replace(shown, path=display_path(row.path), **told)
        found.setdefault(row.library_id, []).append(shown)
    return found


async def change(tx: Connection, library_id: UUID, values: Mapping[str, object]) -> None:
    """Set columns of a library."""
    await tx.execute(update(library).where(library.c.id == library_id).values(**values, updated_at=func.now()))


async def lock(tx: Connection, library_id: UUID) -> None:
    """Keep others from changing this library's folders until the transaction ends."""
    await tx.execute(select(library.c.id).where(library.c.id == library_id).with_for_update())


async def remove(tx: Connection, library_id: UUID) -> None:
    """Delete the rows of a library and all that cascades: roots, files, versions, its part in items."""
    await tx.execute(delete(library).where(library.c.id == library_id))
    await tx.execute(delete(entity).where(entity.c.id == library_id))


async def remove_root(tx: Connection, root_id: UUID) -> None:
    """Delete a root and the files known below it."""
    await tx.execute(delete(root).where(root.c.id == root_id))


async def stored_roots(tx: Connection, library_id: UUID) -> list[StoredRoot]:
    """Give the roots of a library as the scanner needs them."""
    statement = select(root.c.id, root.c.library_id, root.c.path, root.c.state, root.c.identity)
    rows = await tx.execute(statement.where(root.c.library_id == library_id).order_by(root.c.path))
    return [StoredRoot(*row) for row in rows]


async def note_root(tx: Connection, report: RootReport) -> None:
    """Store how a root was found."""
    values: dict[str, object] = {"state": report.state, "state_detail": report.detail, "state_code": report.code}
    if report.identity is not None:
        values["identity"] = report.identity
    if report.state == "online":
        values["seen_at"] = func.now()
    await tx.execute(update(root).where(root.c.id == report.root_id).values(**values))


async def watched_roots(tx: Connection) -> list[RootWatch]:
    """Give the roots of enabled libraries that were not found offline."""
    statement = select(root.c.id, root.c.library_id, root.c.path).join(library, library.c.id == root.c.library_id)
    rows = await tx.execute(statement.where(library.c.enabled, root.c.state != "offline").order_by(root.c.id))
    return [RootWatch(*row) for row in rows]


async def note_watch(tx: Connection, report: WatchReport) -> None:
    """Store how the changes of a root are noticed."""
    values = {"watch": report.watch, "watch_detail": report.detail}
    await tx.execute(update(root).where(root.c.id == report.root_id).values(**values))


async def set_root_path(tx: Connection, root_id: UUID, path: bytes, *, accepts_other: bool) -> None:
    """Point a root elsewhere; what was known of its disk is forgotten, but that a person took it for another one."""
    identity = {"accepts_other": True} if accepts_other else null()
    values = {"path": path, "identity": identity, "state": "unknown", "state_detail": None}
    values |= {"state_code": None, "watch": None, "watch_detail": None}
    await tx.execute(update(root).where(root.c.id == root_id).values(**values))


async def note_scanned(tx: Connection, library_id: UUID, at: datetime, *, is_whole: bool) -> None:
    """Store the end of a scan; the first is done only when every disk was there. Time never goes back."""
    later = func.greatest(library.c.last_scanned_at, at, library.c.created_at)
    values = {"last_scanned_at": later}
    if is_whole:
        values["first_scanned_at"] = func.coalesce(library.c.first_scanned_at, later)
    await tx.execute(update(library).where(library.c.id == library_id).values(**values))


async def due_for_scan(tx: Connection, now: datetime, default_interval_s: int) -> list[UUID]:
    """Give the enabled libraries whose own interval has passed since the last scan (0 = never by itself)."""
    interval = func.coalesce(library.c.scan_interval_s, default_interval_s)
    passed = library.c.last_scanned_at <= literal(now, library.c.created_at.type) - func.make_interval(
        0, 0, 0, 0, 0, 0, interval
    )
    due = or_(library.c.last_scanned_at.is_(None), passed)
    statement = select(library.c.id).where(library.c.enabled, interval > 0, due).order_by(library.c.id)
    return list((await tx.execute(statement)).scalars())
