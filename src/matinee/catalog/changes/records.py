"""Records of changes to titles, as they are written, listed and undone."""

from datetime import datetime
from typing import Literal
from uuid import UUID

import msgspec

type ChangeKind = Literal["match", "split", "merge_titles", "merge_versions", "move_episode", "edit"]
type Row = dict[str, object]
type RowDifference = tuple[str, Row | None, Row | None]
"""(table, row before, row after); None where there was none."""


class Scope(msgspec.Struct):
    """The items and files whose rows a change may touch; it grows while the change goes on."""

    items: set[UUID] = msgspec.field(default_factory=set[UUID])
    files: set[UUID] = msgspec.field(default_factory=set[UUID])


class ChangeRecord(msgspec.Struct, frozen=True, kw_only=True):
    """One change, as clients see it."""

    id: UUID
    at: datetime
    kind: ChangeKind
    account_id: UUID | None
    account_name: str | None
    item_ids: list[UUID]
    file_ids: list[UUID]
    summary: dict[str, object]
    undone_at: datetime | None


class StoredChange(msgspec.Struct, frozen=True, kw_only=True):
    """One change with all that undo needs."""

    record: ChangeRecord
    rows: list[RowDifference]


class MovedOn(msgspec.Struct, frozen=True):
    """Why a change can no longer be undone: this row is not as the change left it."""

    table: str
    key: dict[str, object]
    columns: list[str]
