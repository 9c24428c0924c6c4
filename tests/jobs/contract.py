"""The table of background work as data: what is agreed about each kind, whether or not its work exists yet."""

from datetime import timedelta

import msgspec

from matinee.kit.jobs import Queue, Schedule

_MINUTE, _HOUR, _DAY = timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)


class Row(msgspec.Struct, frozen=True):
    """One kind as agreed. `serial`: what the serial key names (its first word); None: no serial key."""

    queue: Queue
    attempts: int
    unique_for: timedelta | None
    time_limit: timedelta | None
    stall_limit: timedelta | None = None
    serial: str | None = None
    schedule: Schedule | None = None


def _row(
    queue: str,
    attempts: int,
    unique_for: timedelta | None,
    limit: timedelta,
    serial: str | None = None,
    schedule: Schedule | None = None,
) -> Row:
    return Row(Queue(queue), attempts, unique_for, limit, serial=serial, schedule=schedule)


ROWS: dict[str, Row] = {
    "library.scan": Row(Queue.BULK, 3, 10 * _MINUTE, None, stall_limit=30 * _MINUTE, serial="library"),
    "library.scan_periodic": _row("low", 3, 5 * _MINUTE, _MINUTE, schedule=Schedule(_MINUTE)),
    "library.scan_cleanup": _row("low", 3, None, 2 * _MINUTE, schedule=Schedule(_DAY)),
    "file.probe": _row("default", 3, _HOUR, 5 * _MINUTE, "folder"),
    "movies.match_file": _row("default", 3, 30 * _MINUTE, 5 * _MINUTE, "folder"),
    "movies.refresh": _row("default", 5, 30 * _MINUTE, 5 * _MINUTE, "title"),
    "movies.index": _row("default", 5, 5 * _MINUTE, 15 * _MINUTE, "title"),
    "shows.match_file": _row("default", 3, 30 * _MINUTE, 5 * _MINUTE, "folder"),
    "shows.refresh": _row("default", 5, 30 * _MINUTE, 10 * _MINUTE, "title"),
    "shows.refresh_season": _row("default", 5, 30 * _MINUTE, 5 * _MINUTE, "title"),
    "shows.refresh_episode": _row("default", 5, 30 * _MINUTE, 5 * _MINUTE, "title"),
    "shows.refresh_stale": _row("default", 5, 30 * _MINUTE, 15 * _MINUTE, schedule=Schedule(_DAY)),
    "shows.index": _row("bulk", 5, 5 * _MINUTE, 10 * _MINUTE, "title"),
    "people.refresh": _row("default", 3, 30 * _MINUTE, 2 * _MINUTE, "title"),
    "metadata.enrich": _row("default", 5, _HOUR, 5 * _MINUTE, "title"),
    "image.download": _row("default", 5, _HOUR, 2 * _MINUTE),
    "radarr.sync": _row("high", 5, 5 * _MINUTE, 10 * _MINUTE, "instance"),
    "sonarr.sync": _row("high", 5, 5 * _MINUTE, 10 * _MINUTE, "instance"),
    "radarr.webhook": _row("high", 5, None, _MINUTE),
    "sonarr.webhook": _row("high", 5, None, _MINUTE),
    "notification.send": _row("high", 5, None, 2 * _MINUTE),
    "activity.record": _row("low", 3, None, timedelta(seconds=10)),
    "activity.cleanup": _row("low", 3, None, 2 * _MINUTE, schedule=Schedule(_DAY)),
    "stats.aggregate": _row("low", 3, _HOUR, 2 * _MINUTE, schedule=Schedule(_HOUR, at_start=True)),
    "accounts.cleanup": _row("low", 5, _HOUR, 2 * _MINUTE, schedule=Schedule(_HOUR, at_start=True)),
    "playback.cleanup": _row("low", 3, 5 * _MINUTE, _MINUTE, schedule=Schedule(5 * _MINUTE)),
    "playback.trickplay": _row("bulk", 3, _DAY, 30 * _MINUTE),
    "playback.markers": _row("bulk", 3, _DAY, 30 * _MINUTE),
    # Asked each hour whether the night's backup is due: so one missed while the server was off is made later.
    "backup.create": _row("low", 3, _HOUR, 30 * _MINUTE, schedule=Schedule(_HOUR)),
}

CONCURRENCY = {Queue.CRITICAL: 20, Queue.HIGH: 15, Queue.DEFAULT: 10, Queue.LOW: 5, Queue.BULK: 3}

ABSENT: dict[str, str] = {
    "metadata.enrich": "a later issue brings ratings and art of further providers",
    "image.download": "a later issue brings remote artwork",
    "radarr.sync": "a later issue brings Radarr",
    "radarr.webhook": "a later issue brings Radarr",
    "sonarr.sync": "a later issue brings Sonarr",
    "sonarr.webhook": "a later issue brings Sonarr",
    "notification.send": "a later issue brings notifications",
    "playback.cleanup": "a later issue brings playback sessions with files of their own",
    "playback.trickplay": "a later issue brings timeline pictures",
    "playback.markers": "a later issue brings intro and credits",
}
"""Rows whose work does not exist yet, and what brings it. A kind that comes alive leaves this list."""
