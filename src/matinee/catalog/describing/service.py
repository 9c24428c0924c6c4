"""Writing descriptions into the catalog: only what differs, and what follows from it."""

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

import msgspec
from msgspec import UNSET

from matinee.catalog.describing import names, repository
from matinee.catalog.describing.certificates import minimum_age_of
from matinee.catalog.describing.names import Shared
from matinee.catalog.describing.records import COLUMNS, CreditLine, Description
from matinee.catalog.describing.repository import Described
from matinee.catalog.naming import sort_title
from matinee.kit.db import Connection
from matinee.kit.events import Event, announce_all

_SHARED: dict[str, Shared] = {"genres": "genre", "studios": "studio", "tags": "tag"}


async def describe(
    tx: Connection, wanted: Mapping[UUID, Description], known: Mapping[UUID, Described] | None = None
) -> set[UUID]:
    """Write what is said of items; give those that changed. UNSET leaves a field alone, None empties it.

    Locks are the caller's to respect. A title brings its sort title, a certificate its minimum age (which all below
    inherits that has no certificate of its own).
    """
    if not wanted:
        return set()
    known = known or await repository.described(tx, wanted)
    wanted = {item_id: said for item_id, said in wanted.items() if item_id in known}
    changed = await _columns(tx, wanted, known)
    beside = await _shared(tx, wanted) | await _credits(tx, wanted) | await _external_ids(tx, wanted)
    if beside - changed:
        await repository.touch(tx, sorted(beside - changed))
    changed |= beside
    await _announce(tx, [known[item_id] for item_id in sorted(changed)])
    return changed


async def _columns(tx: Connection, wanted: Mapping[UUID, Description], known: Mapping[UUID, Described]) -> set[UUID]:
    changed: set[UUID] = set()
    aged: list[UUID] = []
    for item_id, said in wanted.items():
        before = known[item_id]
        values = _values(said)
        values |= _following(said, before)
        differing = {name: value for name, value in values.items() if value != _before(before, name)}
        if differing:
            changed.add(item_id)
            await repository.set_columns(tx, item_id, differing)
        if "minimum_age" in differing:
            aged.append(item_id)
    if aged:
        await repository.hand_age_down(tx, aged)
    return changed


def _values(said: Description) -> dict[str, Any]:
    return {name: getattr(said, name) for name in COLUMNS if getattr(said, name) is not UNSET}


def _following(said: Description, before: Described) -> dict[str, Any]:
    """What comes with a field: the sort title with the title, the age with the certificate."""
    values: dict[str, Any] = {}
    if isinstance(said.sort_title, str):
        values["sort_title"] = sort_title(said.sort_title) or said.sort_title
    elif isinstance(said.title, str) and "sort_title" not in before.locked and before.kind != "season":
        values["sort_title"] = sort_title(said.title) or said.title
    elif said.sort_title is None:
        values["sort_title"] = before.columns.sort_title
    if said.certificate is not UNSET and "minimum_age" not in before.locked:
        values["minimum_age"] = minimum_age_of(said.certificate)
    return values


def _before(before: Described, name: str) -> object:
    return before.minimum_age if name == "minimum_age" else getattr(before.columns, name)


async def _shared(tx: Connection, wanted: Mapping[UUID, Description]) -> set[UUID]:
    changed: set[UUID] = set()
    for field, kind in _SHARED.items():
        said = _said(wanted, field)
        if said:
            now = await names.shared_names(tx, kind, list(said))
            differing = {item_id: given for item_id, given in said.items() if given != now.get(item_id, ())}
            if differing:
                await names.set_shared_names(tx, kind, differing)
            changed |= set(differing)
    return changed


async def _credits(tx: Connection, wanted: Mapping[UUID, Description]) -> set[UUID]:
    said: dict[UUID, tuple[CreditLine, ...]] = _said(wanted, "credits")
    if not said:
        return set()
    now = await names.credits_of(tx, list(said))
    differing = {item_id: given for item_id, given in said.items() if given != now.get(item_id, ())}
    if differing:
        await names.set_credits(tx, differing)
    return set(differing)


async def _external_ids(tx: Connection, wanted: Mapping[UUID, Description]) -> set[UUID]:
    said: dict[UUID, dict[str, str]] = _said(wanted, "external_ids")
    if not said:
        return set()
    now = await repository.external_ids_of(tx, list(said))
    rows = [
        (item_id, provider, value)
        for item_id, ids in said.items()
        for provider, value in ids.items()
        if now.get(item_id, {}).get(provider) != value
    ]
    if rows:
        await repository.set_external_ids(tx, rows)
    return {row[0] for row in rows}


def _said(wanted: Mapping[UUID, Description], field: str) -> dict[UUID, Any]:
    return {item_id: getattr(each, field) for item_id, each in wanted.items() if getattr(each, field) is not UNSET}


async def _announce(tx: Connection, changed: Sequence[Described]) -> None:
    """Tell of changed titles once each: a season's and an episode's change is told where they hang."""
    if not changed:
        return
    subjects = {each.id if each.kind in {"movie", "episode"} else each.series_id or each.id: each for each in changed}
    audiences = await repository.audiences(tx, list(subjects))
    events = [
        Event(
            name=f"{'series' if subjects[subject].kind == 'season' else subjects[subject].kind}.updated",
            subject_id=subject,
            library_ids=audience.library_ids,
            minimum_age=audience.minimum_age,
        )
        for subject, audience in audiences.items()
        if subjects[subject].kind in {"movie", "series", "season", "episode"}
    ]
    await announce_all(tx, events)


def without(said: Description, fields: frozenset[str]) -> Description:
    """Give a description that says nothing of these fields."""
    return msgspec.structs.replace(said, **dict.fromkeys(fields & set(said.__struct_fields__), UNSET))
