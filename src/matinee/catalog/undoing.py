"""Undoing a change: refused when what it left was changed again, else every row is set back."""

from collections.abc import Sequence
from uuid import UUID

from matinee.catalog.changes import repository
from matinee.catalog.changes.errors import AlreadyUndone, CannotUndo, ChangeNotFound
from matinee.catalog.changes.kept import KEPT, Kept
from matinee.catalog.changes.recording import Act
from matinee.catalog.changes.records import ChangeRecord, MovedOn, Row, RowDifference, StoredChange
from matinee.catalog.changes.rows import Rows, altered, is_untouched, key_of, moved_on, sides, version_items
from matinee.catalog.changes.telling import tell
from matinee.catalog.joining import hand_over
from matinee.catalog.placing import lock
from matinee.catalog.presence import rejoin, remove_if_unused
from matinee.kit.db import Connection

_WORDS = {
    "item": "a title was edited or moved again",
    "match": "a file was matched again",
    "part": "a file lies elsewhere by now, or is no longer known",
    "version": "a version belongs to another title by now",
}


async def undo_change(tx: Connection, act: Act, change_id: UUID) -> ChangeRecord:
    """Set everything back that the change altered. What people watched since stays with what they watched."""
    await lock(tx)
    change = await repository.by_id(tx, act.viewer, change_id)
    if change is None:
        raise ChangeNotFound
    if change.record.undone_at is not None:
        raise AlreadyUndone
    now = await repository.rows_now(tx, _wanted(change.rows))
    await _refuse_if_moved_on(tx, change, now)
    await _set_back(tx, change.rows, now)
    moment = act.clock.now()
    items = set(change.record.item_ids)
    await _hand_back(tx, change.rows)
    await rejoin(tx, items, version_items(change.rows), moment)
    await remove_if_unused(tx, _made_items(change.rows))
    await repository.note_undone(tx, change_id, act.viewer.user_id)
    libraries = [UUID(str(row["library_id"])) for row in sides(change.rows, "item_library")]
    await tell(tx, act, change.record.kind, change_id, items, libraries, undone=True)
    return change.record


def _wanted(rows: Sequence[RowDifference]) -> dict[str, list[Row]]:
    wanted: dict[str, list[Row]] = {}
    for table, was, became in rows:
        row = became or was
        if row is not None:
            wanted.setdefault(table, []).append(row)
    return wanted


def _made_items(rows: Sequence[RowDifference]) -> set[UUID]:
    return {UUID(str(became["id"])) for table, was, became in rows if table == "item" and was is None and became}


async def _hand_back(tx: Connection, rows: Sequence[RowDifference]) -> None:
    """Let what people did with a title that the change made be of the one that its files are of again."""
    for made in await repository.in_use(tx, sorted(_made_items(rows))):
        files = _files_of(made, rows)
        targets = await repository.holders(tx, made, sorted(files)) - {made}
        if len(targets) == 1:
            await hand_over(tx, made, targets.pop())


def _files_of(made: UUID, rows: Sequence[RowDifference]) -> set[UUID]:
    """The files that a change put into an item that it made, or below it."""
    items = [became for table, _, became in rows if table == "item" and became]
    mine = {str(row["id"]) for row in items if str(made) in {row["id"], row["series_id"], row["parent_id"]}}
    versions = {row["id"] for row in sides(rows, "version") if row["item_id"] in mine}
    return {UUID(str(row["file_id"])) for row in sides(rows, "part") if row["version_id"] in versions}


async def _refuse_if_moved_on(tx: Connection, change: StoredChange, now: Rows) -> None:
    rows = change.rows
    moved = moved_on(rows, now, strict=change.record.kind == "edit")
    needed = {UUID(str(was["item_id"])) for table, was, _ in rows if table == "version" and was is not None}
    gone = needed - await repository.known_items(tx, sorted(needed))
    moved += [MovedOn("item", {"id": str(each)}, ["id"]) for each in sorted(gone)]
    if moved:
        words = list(dict.fromkeys(_WORDS.get(each.table, "a title was edited again") for each in moved))
        raise CannotUndo(
            f"Since then {' and '.join(words)}. Undo the later change first, or set it right by hand.",
            moved_on=[{"table": each.table, "key": each.key, "columns": each.columns} for each in moved[:50]],
        )


async def _set_back(tx: Connection, rows: Sequence[RowDifference], now: Rows) -> None:
    for kept in reversed(KEPT):
        if kept.removes and not kept.restored:
            mine = [(was, became) for table, was, became in rows if table == kept.name]
            await repository.delete_rows(
                tx, kept, [became for _, became in mine if became and _yields(kept, became, now)]
            )
    for kept in KEPT:
        mine = [(was, became) for table, was, became in rows if table == kept.name]
        lost = [was for was, became in mine if was is not None and (became is None or not kept.restored)]
        await repository.insert_rows(tx, kept, lost)
        if kept.restored:
            await _set_columns_back(tx, kept, [(was, became) for was, became in mine if was and became], now)
    made = [UUID(str(became["id"])) for table, was, became in rows if table == "version" and was is None and became]
    await repository.remove_empty_versions(tx, made)


def _yields(kept: Kept, became: Row, now: Rows) -> bool:
    """Whether a row may be set back: always, but for one that people went on with."""
    return not kept.yields or is_untouched(became, now.get(kept.name, {}).get(key_of(kept, became)))


def _gives_way(kept: Kept, column: str) -> bool:
    return kept.yields or column in kept.yielding


async def _set_columns_back(tx: Connection, kept: Kept, pairs: Sequence[tuple[Row, Row]], now: Rows) -> None:
    by_columns: dict[tuple[str, ...], list[Row]] = {}
    for was, became in pairs:
        current = now.get(kept.name, {}).get(key_of(kept, was), {})
        columns = [name for name in altered(was, became) if name in kept.restored]
        columns = [name for name in columns if current.get(name) == became[name] or not _gives_way(kept, name)]
        by_columns.setdefault(tuple(columns), []).append(was)
    for columns, rows in by_columns.items():
        await repository.set_columns(tx, kept, columns, rows)
