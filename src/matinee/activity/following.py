"""From events to entries of the activity log: what the server did by itself, and what people watch.

What people do over HTTP is journalled by its own slice in its own transaction; this is for the rest.
"""

from collections.abc import Sequence
from uuid import UUID

import msgspec

from matinee.activity.jobs import ACTIVITY_RECORD, RecordActivity
from matinee.kit.db import Connection
from matinee.kit.events import Announced, Follower
from matinee.kit.jobs import enqueue_many


class _Told(msgspec.Struct, frozen=True):
    """What kind of thing an event is about, and how it ended."""

    target_kind: str
    result: str = "done"
    named_by: str = "name"
    """The field of the payload that names the thing."""


RECORDED = {
    "library.scan_done": _Told("library"),
    "library.scan_failed": _Told("library", "failed"),
    "library.offline": _Told("library", "failed"),
    "library.online": _Told("library"),
    "movie.deleted": _Told("movie", named_by="title"),
    "series.deleted": _Told("series", named_by="title"),
    "playback.started": _Told("item"),
    "playback.stopped": _Told("item"),
    "system.started": _Told("server", named_by="host"),
    "system.stopping": _Told("server", named_by="host"),
    "system.backup_created": _Told("backup", named_by="file"),
    "job.discarded": _Told("job", "failed", named_by="kind"),
}
"""The events that become entries."""


async def record_events(tx: Connection, told: Sequence[Announced]) -> None:
    """Ask for an entry for each event that is worth one. That a person cancelled a scan is entered when they do."""
    worth = [each for each in told if each.event.name in RECORDED and each.event.payload.get("state") != "cancelled"]
    wanted = [_entry(each) for each in worth]
    await enqueue_many(tx, ACTIVITY_RECORD, wanted)


def _entry(told: Announced) -> RecordActivity:
    event, about = told.event, RECORDED[told.event.name]
    name = event.payload.get(about.named_by)
    return RecordActivity(
        at=told.at,
        action=event.name,
        person_id=event.user_id,
        target_kind=about.target_kind,
        target_id=event.subject_id,
        target_name=name if isinstance(name, str) else None,
        result=about.result,
        details={key: value for key, value in event.payload.items() if key != about.named_by},
        playback_id=_id(event.payload.get("playback_id")),
    )


def _id(value: object) -> UUID | None:
    return UUID(value) if isinstance(value, str) else None


FOLLOWER = Follower("activity", record_events)
