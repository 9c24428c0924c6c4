"""One change to titles while it goes on: rows are taken before and after, and the difference is kept."""

from uuid import UUID

import msgspec

from matinee.access.policy import Viewer
from matinee.catalog.changes import repository
from matinee.catalog.changes.records import ChangeKind, ChangeRecord, RowDifference, Scope, StoredChange
from matinee.catalog.changes.rows import Rows, differences
from matinee.catalog.following import TitleFollowers
from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.kit.ids import new_id


class Act(msgspec.Struct, frozen=True):
    """Who acts, and by which clock. A system's act (twins joined by a provider's id) has a viewer without a person."""

    viewer: Viewer
    clock: Clock
    followers: TitleFollowers = TitleFollowers()


class Recorded(msgspec.Struct, frozen=True):
    """A change that was written; `id` is None when nothing was different."""

    id: UUID | None
    rows: list[RowDifference]
    libraries: list[UUID]


class Recording:
    """Begun before the first row changes, finished after the last; all that changes must lie in its scope by then."""

    def __init__(self, tx: Connection, act: Act, kind: ChangeKind) -> None:
        self._tx, self._act = tx, act
        self.kind: ChangeKind = kind
        self._before: Rows = {}
        self.scope = Scope()

    async def begin(self, scope: Scope) -> None:
        """Take the rows as they are."""
        self.scope = scope
        self._before = await repository.take_rows(self._tx, scope)

    async def left_by_versions(self) -> set[UUID]:
        """Give the items of the scope that have lost a version so far."""
        now = (await repository.take_rows(self._tx, self.scope, {"version"}))["version"]
        old = self._before.get("version", {})
        lost = {key: row for key, row in old.items() if now.get(key, {}).get("item_id") != row["item_id"]}
        return {UUID(str(row["item_id"])) for row in lost.values()}

    async def finish(self, summary: dict[str, object], *, made: set[UUID] | None = None) -> Recorded:
        """Keep what is different now; `made` are items that the change made."""
        scope = Scope(self.scope.items | (made or set()), self.scope.files)
        after = await repository.take_rows(self._tx, scope)
        rows = differences(self._before, after)
        libraries = _libraries(self._before, after)
        if not any(table not in {"item_library", "version"} for table, _, _ in rows):
            return Recorded(None, [], libraries)
        viewer = self._act.viewer
        record = ChangeRecord(
            id=new_id(),
            at=self._act.clock.now(),
            kind=self.kind,
            account_id=viewer.user_id,
            account_name=viewer.username,
            item_ids=sorted(scope.items),
            file_ids=sorted(scope.files),
            summary=summary,
            undone_at=None,
        )
        await repository.add(self._tx, StoredChange(record=record, rows=rows), libraries)
        return Recorded(record.id, rows, libraries)


def _libraries(*states: Rows) -> list[UUID]:
    return sorted({UUID(str(row["library_id"])) for rows in states for row in rows.get("item_library", {}).values()})
