"""Rows before and after: taken as JSON, compared, and set back. Pure functions."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from matinee.catalog.changes.kept import KEPT, VOLATILE, Kept
from matinee.catalog.changes.records import MovedOn, Row, RowDifference

type RowKey = tuple[str, ...]
type Rows = dict[str, dict[RowKey, Row]]
"""By table, then by key."""

BY_NAME: Mapping[str, Kept] = {kept.name: kept for kept in KEPT}


def key_of(kept: Kept, row: Row) -> RowKey:
    """Give what tells a row from the others of its table."""
    return tuple(str(row[column]) for column in kept.key)


def differences(before: Rows, after: Rows) -> list[RowDifference]:
    """Give the rows that a change altered, made or removed, in writing order."""
    found: list[RowDifference] = []
    for kept in KEPT:
        old, new = before.get(kept.name, {}), after.get(kept.name, {})
        for key in [*old, *(key for key in new if key not in old)]:
            was, became = old.get(key), new.get(key)
            if was is None or became is None or altered(was, became):
                found.append((kept.name, was, became))
    return found


def altered(was: Row, became: Row) -> list[str]:
    """Give the columns in which two states of a row differ, but for those that only follow."""
    return [column for column in was if column not in VOLATILE and became.get(column) != was[column]]


def moved_on(stored: Sequence[RowDifference], now: Rows, *, strict: bool = False) -> list[MovedOn]:
    """Give what is no longer as the change left it, of what undo insists on; `strict`: of descriptions, too."""
    found: list[MovedOn] = []
    for table, was, became in stored:
        kept = BY_NAME[table]
        row = became or was
        if not kept.compared or row is None:
            continue
        current = now.get(table, {}).get(key_of(kept, row))
        compared = (*kept.compared, *kept.yielding) if strict else kept.compared
        columns = _moved_columns(kept, (was, became), current, compared)
        if columns:
            found.append(MovedOn(table, {column: row[column] for column in kept.key}, columns))
    return found


def _moved_columns(
    kept: Kept, sides: tuple[Row | None, Row | None], current: Row | None, compared: Sequence[str]
) -> list[str]:
    was, became = sides
    if became is None:
        return list(kept.key) if current is not None else []
    if current is None:
        return list(kept.key)
    of_interest = compared if was is None else [name for name in altered(was, became) if name in compared]
    moved = [column for column in of_interest if column in became and current.get(column) != became[column]]
    locked = current.get("locked_fields")
    return [each for each in moved if each not in kept.dressed or (isinstance(locked, list) and each in locked)]


def is_untouched(became: Row, current: Row | None) -> bool:
    """Tell whether a row is still as the change left it."""
    return current is not None and not altered(became, current)


def version_items(rows: Sequence[RowDifference]) -> set[UUID]:
    """Give the items that gained or lost a version."""
    return {UUID(str(row["item_id"])) for row in sides(rows, "version")}


def sides(rows: Sequence[RowDifference], table: str) -> list[Row]:
    """Give the rows of a table, as they were and as they became."""
    return [side for name, *both in rows if name == table for side in both if side is not None]
