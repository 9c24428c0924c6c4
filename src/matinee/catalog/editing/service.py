"""Editing one item: each field is set and locked, in one change that can be undone."""

from collections.abc import Collection
from typing import cast
from uuid import UUID

from msgspec import UNSET, UnsetType, structs

from matinee.catalog.changes import Act, Recorded, Recording, Scope, tell
from matinee.catalog.describing import Shared, hand_age_down, minimum_age_of, set_shared_names
from matinee.catalog.editing import repository
from matinee.catalog.editing.errors import NotLockable
from matinee.catalog.editing.schemas import LOCKABLE, ItemChanges
from matinee.catalog.joining import tree_of
from matinee.catalog.naming import fold, sort_title
from matinee.catalog.placing import lock
from matinee.catalog.repository.pointing import pointed
from matinee.kit.db import Connection

_NAMED: dict[str, Shared] = {"genres": "genre", "studios": "studio", "tags": "tag"}


async def edit(tx: Connection, act: Act, item_id: UUID, wanted: ItemChanges) -> Recorded:
    """Set what is named and lock it; `locked_fields` replaces the locks, and by itself only locks or unlocks.

    How files are grouped does not change: a new file of the old name is still of this title.
    """
    await lock(tx)
    item = await pointed(tx, act.viewer, item_id)
    values = {name: value for name, value in structs.asdict(wanted).items() if value is not UNSET}
    locks = _locks(wanted, await repository.locked_fields(tx, item.id), values)
    values.pop("locked_fields", None)
    named: list[str] = [field for field in _NAMED if values.pop(field, UNSET) is not UNSET]
    if "title" in values or values.get("sort_title", UNSET) is None:
        title = str(values.get("title", item.title))
        values["sort_title"] = values.get("sort_title") or sort_title(title) or fold(title) or title
    values |= _age_of_certificate(values, locks)
    is_aged = "minimum_age" in values
    recording = Recording(tx, act, "edit")
    await recording.begin(Scope(await tree_of(tx, [item.id]) if is_aged else {item.id}))
    await repository.set_columns(tx, item.id, {**values, "locked_fields": locks})
    for field in named:
        names = (" ".join(each.split()) for each in getattr(wanted, field) or ())
        await set_shared_names(tx, _NAMED[field], {item.id: tuple(filter(None, names))})
    if is_aged:
        await hand_age_down(tx, [item.id])
    fields = sorted({*values, *named})
    recorded = await recording.finish({"to": {"title": item.title, "year": item.year}, "fields": fields})
    if recorded.id is not None:
        await tell(tx, act, "edit", recorded.id, [item.id], recorded.libraries)
    return recorded


def _age_of_certificate(values: dict[str, object], locks: Collection[str]) -> dict[str, object]:
    """A certificate brings the age it asks for, unless a person set that by itself."""
    if "certificate" not in values or "minimum_age" in locks:
        return {}
    return {"minimum_age": minimum_age_of(cast("str | None", values["certificate"]))}


def _locks(wanted: ItemChanges, before: list[str], values: dict[str, object]) -> list[str]:
    edited = {name for name in values if name in LOCKABLE}
    if values.get("sort_title", UNSET) is None:
        edited.discard("sort_title")
    if isinstance(wanted.locked_fields, UnsetType):
        return sorted({*before, *edited})
    unknown = [name for name in wanted.locked_fields if name not in LOCKABLE]
    if unknown:
        raise NotLockable(f"These fields cannot be locked: {', '.join(unknown[:5])}. Known are: {', '.join(LOCKABLE)}.")
    return sorted({*wanted.locked_fields, *edited})
