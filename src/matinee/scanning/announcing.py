"""What a scan tells the world, in the transaction of the fact."""

from collections.abc import Sequence
from uuid import UUID

from matinee.catalog.describing import ages_of
from matinee.catalog.placing import NewItem
from matinee.kit.db import Connection
from matinee.kit.events import Event, announce, announce_all
from matinee.libraries import Library
from matinee.scanning.repository import scans


async def scan_started(tx: Connection, library: Library, scan_id: UUID) -> None:
    """Tell that a scan began."""
    payload: dict[str, object] = {"scan_id": str(scan_id), "name": library.name}
    await announce(
        tx, Event(name="library.scan_started", subject_id=library.id, library_ids=[library.id], payload=payload)
    )


async def scan_done(tx: Connection, library: Library, scan_id: UUID, state: str, told: dict[str, int]) -> None:
    """Tell that a scan ended, and how: its counts, and the seconds it took."""
    payload: dict[str, object] = {"scan_id": str(scan_id), "name": library.name, "state": state, **told}
    await announce(
        tx, Event(name="library.scan_done", subject_id=library.id, library_ids=[library.id], payload=payload)
    )


async def scan_cancelled(tx: Connection, library_id: UUID, scan_id: UUID) -> None:
    """Tell that a person stopped a scan: what it did stays, so it ended like any other, in a state of its own."""
    await _closed(tx, library_id, scan_id, "cancelled")


async def plan_dismissed(tx: Connection, library_id: UUID, scan_id: UUID) -> None:
    """Tell that a person let a held plan go: the scan that waited is done, with nothing hidden."""
    await _closed(tx, library_id, scan_id, "dismissed")


async def _closed(tx: Connection, library_id: UUID, scan_id: UUID, state: str) -> None:
    payload: dict[str, object] = {"scan_id": str(scan_id), "state": state}
    await announce(
        tx, Event(name="library.scan_done", subject_id=library_id, library_ids=[library_id], payload=payload)
    )


async def close_abandoned(tx: Connection) -> None:
    """Close scans whose job ended without telling, and tell of each."""
    for each in await scans.close_abandoned(tx):
        if each.state == "cancelled":
            await scan_cancelled(tx, each.library_id, each.id)
        else:
            await scan_failed(tx, each.library_id, each.id, each.error or "The job was given up.")


async def scan_failed(tx: Connection, library_id: UUID, scan_id: UUID, error: str) -> None:
    """Tell that a scan could not be brought to its end."""
    payload: dict[str, object] = {"scan_id": str(scan_id), "error": error}
    await announce(
        tx, Event(name="library.scan_failed", subject_id=library_id, library_ids=[library_id], payload=payload)
    )


async def root_changed(tx: Connection, library: Library, state: str, words: str | None) -> None:
    """Tell that a folder's disk went away or came back."""
    payload: dict[str, object] = {"name": library.name, "detail": words}
    name = f"library.{state}"
    await announce(tx, Event(name=name, subject_id=library.id, library_ids=[library.id], payload=payload))


async def titles_added(tx: Connection, library_id: UUID, items: Sequence[NewItem]) -> None:
    """Tell of new movies and series one by one, of new episodes by season, to those of the age they ask for."""
    ages = await ages_of(tx, [each.id for each in items]) if items else {}
    events = [_title(library_id, each, ages.get(each.id)) for each in items if each.kind in {"movie", "series"}]
    seasons: dict[UUID, list[NewItem]] = {}
    for each in items:
        if each.kind == "episode" and each.season_id is not None:
            seasons.setdefault(each.season_id, []).append(each)
    for season_id, episodes in seasons.items():
        age = max((ages[each.id] for each in episodes if each.id in ages), default=None)
        events.append(_season(library_id, season_id, episodes, age))
    await announce_all(tx, events)


def _title(library_id: UUID, item: NewItem, minimum_age: int | None) -> Event:
    return Event(
        name=f"{item.kind}.added",
        subject_id=item.id,
        library_ids=[library_id],
        minimum_age=minimum_age,
        payload={"title": item.title, "year": item.year},
    )


def _season(library_id: UUID, season_id: UUID, episodes: Sequence[NewItem], minimum_age: int | None) -> Event:
    payload: dict[str, object] = {
        "series_id": str(episodes[0].series_id),
        "season_id": str(season_id),
        "season": episodes[0].season,
        "episodes": [each.number for each in episodes],
        "episode_ids": [str(each.id) for each in episodes],
    }
    return Event(
        name="episode.added",
        subject_id=season_id,
        library_ids=[library_id],
        minimum_age=minimum_age,
        payload=payload,
    )
