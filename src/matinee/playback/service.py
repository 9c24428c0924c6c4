"""Begin, keep alive and end a playback: which file, from where, under which URL, and what follows."""

import uuid
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

import msgspec

from matinee.access import MediaUrlKeys, Viewer
from matinee.catalog import (
    FileRecord,
    ImageTags,
    Item,
    dress_next,
    load_files,
    one_item,
    report_progress,
    successor_of,
)
from matinee.kit.clock import Clock
from matinee.kit.db import Connection
from matinee.kit.events import Event, announce
from matinee.kit.resources import Resources
from matinee.kit.signing import UrlGrant, Verb, sign
from matinee.kit.text import display_path
from matinee.playback import repository
from matinee.playback.decision import Decision, Reason, decide
from matinee.playback.errors import FileMissing, NobodyWatches, PlaybackNotFound, RootOffline, VersionNotFound
from matinee.playback.repository import NewPlayback, StoredFile
from matinee.playback.schemas import Heartbeat, PlaybackAnswer, PlaybackPart, PlaybackRequest, Tracks

LONGEST_URL_LIFE = timedelta(days=30)
"""A URL lives with its playback, and never longer than this."""


class _Version(msgspec.Struct, frozen=True):
    id: UUID
    files: list[FileRecord]
    stored: dict[UUID, StoredFile]
    decision: Decision

    @property
    def is_here(self) -> bool:
        return all(_is_here(self.stored.get(each.file_id)) for each in self.files)

    def starts(self) -> list[int]:
        """Where each part begins in the whole; parts of unknown length take none."""
        begins, at = list[int](), 0
        for each in self.files:
            begins.append(at)
            at += each.duration_ms or 0
        return begins


async def begin_playback(
    tx: Connection, viewer: Viewer, wanted: PlaybackRequest, resources: Resources
) -> PlaybackAnswer:
    """Choose version and part, and open a playback whose URLs live with it."""
    person = _person(viewer)
    tags = resources.get(ImageTags)
    item = await one_item(tx, viewer, wanted.item_id, tags)
    wanted = msgspec.structs.replace(wanted, item_id=item.id)
    version = await _choose(tx, viewer, wanted)
    number, position = _where(version, wanted, item)
    chosen = version.files[number]
    new = NewPlayback(
        id=uuid.uuid4(),
        account_id=person,
        session_id=viewer.session_id or viewer.key_id,
        item_id=wanted.item_id,
        version_id=version.id,
        file_id=chosen.file_id,
        method=version.decision.method,
        position_ms=position,
    )
    await repository.begin(tx, new)
    await _announce(tx, "playback.started", person, new.item_id, new.id)
    parts = _parts(version, new, resources)
    lengths = [each.duration_ms for each in version.files]
    return PlaybackAnswer(
        id=new.id,
        item_id=new.item_id,
        version_id=version.id,
        method=version.decision.method,
        reasons=version.decision.reasons,
        url=parts[number].url,
        file_id=chosen.file_id,
        part=chosen.part,
        parts=parts,
        duration_ms=None if None in lengths else sum(each or 0 for each in lengths),
        position_ms=position,
        tracks=_tracks(chosen),
        chapters=chosen.chapters,
        next=await _next(tx, viewer, item, tags),
    )


async def keep_alive(tx: Connection, viewer: Viewer, playback_id: UUID, beat: Heartbeat, clock: Clock) -> None:
    """Take a player's position: the playback and its URLs live on, and the title's progress is remembered."""
    if beat.state == "stopped":
        await end_playback(tx, viewer, playback_id, beat.position_ms, clock)
        return
    state = "paused" if beat.state == "paused" else "playing"
    item_id = await repository.beat(tx, playback_id, _person(viewer), position_ms=beat.position_ms, state=state)
    if item_id is None:
        raise PlaybackNotFound("It was ended, or belongs to somebody else. Start playing again.")
    await _announce(tx, "playback.progress", _person(viewer), item_id, playback_id, beat.position_ms)
    await report_progress(tx, viewer, item_id, beat.position_ms, clock=clock)


async def end_playback(
    tx: Connection, viewer: Viewer, playback_id: UUID, position_ms: int | None, clock: Clock
) -> None:
    """End a playback; its URLs end with it."""
    item_id = await repository.beat(tx, playback_id, _person(viewer), position_ms=position_ms, state=None, ends=True)
    if item_id is None:
        raise PlaybackNotFound("It was ended already, or belongs to somebody else.")
    await _announce(tx, "playback.stopped", _person(viewer), item_id, playback_id)
    if position_ms is not None:
        await report_progress(tx, viewer, item_id, position_ms, clock=clock)


async def _announce(
    tx: Connection, name: str, person: UUID, item_id: UUID, playback_id: UUID, position_ms: int | None = None
) -> None:
    payload: dict[str, object] = {"item_id": str(item_id), "playback_id": str(playback_id)}
    if position_ms is not None:
        payload["position_ms"] = position_ms
    await announce(tx, Event(name=name, subject_id=item_id, user_id=person, payload=payload))


def _person(viewer: Viewer) -> UUID:
    if viewer.user_id is None:
        raise NobodyWatches("This key belongs to no person, so nobody's place in the film can be kept.")
    return viewer.user_id


async def _choose(tx: Connection, viewer: Viewer, wanted: PlaybackRequest) -> _Version:
    """Take the version asked for; else the first that is here and plays as it is; else the first that is here."""
    files = await load_files(tx, viewer, wanted.item_id, with_paths=False)
    stored = {each.id: each for each in await repository.visible_files(tx, viewer, [f.file_id for f in files])}
    versions = [_version(each, stored, wanted) for each in _by_version(files)]
    if wanted.version_id is not None:
        versions = [each for each in versions if each.id == wanted.version_id]
    if not versions:
        raise VersionNotFound("Nothing of this title can be played. Choose an episode, or another version.")
    best = min(versions, key=lambda each: (not each.is_here, each.decision.method != "direct"))
    if not best.is_here:
        _refuse(best)
    return best


def _by_version(files: Sequence[FileRecord]) -> list[list[FileRecord]]:
    found: dict[UUID, list[FileRecord]] = {}
    for each in files:
        found.setdefault(each.version_id, []).append(each)
    return list(found.values())


def _version(files: list[FileRecord], stored: dict[UUID, StoredFile], wanted: PlaybackRequest) -> _Version:
    reasons: list[Reason] = []
    method = "direct"
    for each in files:
        place = stored.get(each.file_id)
        decision = decide(each, display_path(place.path) if place else "", wanted.capabilities)
        if decision.method == "unsupported":
            method = "unsupported"
        reasons += [reason for reason in decision.reasons if reason not in reasons]
    return _Version(files[0].version_id, files, stored, Decision(method, reasons))


def _is_here(place: StoredFile | None) -> bool:
    return place is not None and place.missing_since is None and place.root_state != "offline"


def _refuse(version: _Version) -> None:
    places = [version.stored.get(each.file_id) for each in version.files]
    if any(place is not None and place.root_state == "offline" for place in places):
        raise RootOffline("The disk with this title does not answer. Connect it, then try again.")
    raise FileMissing("The file was not found at the last scan. If it was moved, scan the library again.")


def _where(version: _Version, wanted: PlaybackRequest, item: Item) -> tuple[int, int]:
    """Give the index of the part to begin with, and the position in the whole title."""
    starts = version.starts()
    if wanted.part is not None:
        for number, each in enumerate(version.files):
            if each.part == wanted.part:
                return number, starts[number]
        raise VersionNotFound("This version has no such part.")
    position = item.state.position_ms
    return max(number for number, start in enumerate(starts) if start <= position), position


def _parts(version: _Version, new: NewPlayback, resources: Resources) -> list[PlaybackPart]:
    keys, ends_at = resources.get(MediaUrlKeys), resources.get(Clock).now() + LONGEST_URL_LIFE
    found: list[PlaybackPart] = []
    for each, start in zip(version.files, version.starts(), strict=True):
        grant = UrlGrant(new.account_id, each.file_id, Verb.STREAM, ends_at, bond=new.id)
        url = f"/api/v1/files/{each.file_id}/stream?sig={sign(keys, grant)}"
        found.append(PlaybackPart(each.part, each.file_id, start, each.duration_ms, url))
    return found


def _tracks(file: FileRecord) -> Tracks:
    return Tracks(
        audio=[each for each in file.streams if each.kind == "audio"],
        subtitle=[each for each in file.streams if each.kind == "subtitle"],
    )


async def _next(tx: Connection, viewer: Viewer, item: Item, tags: ImageTags) -> Item | None:
    if item.kind != "episode":
        return None
    following = await successor_of(tx, viewer, item.id)
    dressed = await dress_next(tx, viewer, [following] if following else [], tags)
    return dressed[0] if dressed else None
