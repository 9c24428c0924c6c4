"""A title all of whose files were renamed keeps its identity: it takes the new name, with its history."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from matinee.catalog.content_type import Placement, TitleKey
from matinee.catalog.placing import retitle, title_exists
from matinee.kit.db import Connection
from matinee.scanning.repository import files


async def retitle_moved(tx: Connection, scan_id: UUID, placements: Sequence[Placement], now: datetime) -> None:
    """Give titles whose every file this scan moves the name that the new paths say, unless that title exists."""
    alone = await files.titles_alone_in(tx, scan_id, [each.file_id for each in placements])
    wanted: dict[UUID, dict[tuple[str, int | None], TitleKey]] = {}
    current: dict[UUID, tuple[str, int | None]] = {}
    for each in placements:
        if each.file_id in alone:
            title_id, _, key, year, _ = alone[each.file_id]
            current[title_id] = (key, year)
            wanted.setdefault(title_id, {})[each.title.match_key, each.title.year] = each.title
    for title_id, keys in wanted.items():
        key = next(iter(keys.values()))
        is_new_name = (key.match_key, key.year) != current[title_id]
        if len(keys) == 1 and is_new_name and not await title_exists(tx, key):
            await retitle(tx, title_id, key, now)
