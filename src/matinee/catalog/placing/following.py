"""What a person chose for one file holds for the next of its kind: the same name in the same top folder."""

from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from matinee.catalog.content_type import Placement, Reason
from matinee.catalog.placing import repository
from matinee.kit.db import Connection

AS_IN_FOLDER = "as_in_folder"
_SETTLED_BY_TITLE = frozenset({"two_readings_near", "name_against_nfo"})


async def follow_choices(tx: Connection, placements: Sequence[Placement]) -> list[Placement]:
    """Let files go where people put others of the same name: next week's episode goes where this week's was put."""
    asked = [
        (each.file_id, title, _year(each))
        for each in placements
        if each.title_id is None and isinstance(title := each.reading.get("title"), str) and title
    ]
    taught = await repository.taught_titles(tx, asked)
    return [_followed(each, taught) for each in placements] if taught else list(placements)


def _year(placement: Placement) -> str | None:
    year = placement.reading.get("year") or placement.reading.get("series_year")
    return None if year is None else str(year)


def _followed(placement: Placement, taught: Mapping[UUID, UUID]) -> Placement:
    title_id = taught.get(placement.file_id)
    if title_id is None:
        return placement
    reasons = tuple(each for each in placement.reasons if each.code not in _SETTLED_BY_TITLE)
    is_settled = placement.state == "inbox" and len(reasons) < len(placement.reasons)
    return msgspec.structs.replace(
        placement,
        title_id=title_id,
        state="matched" if is_settled else placement.state,
        reasons=(Reason(AS_IN_FOLDER), *reasons),
    )
