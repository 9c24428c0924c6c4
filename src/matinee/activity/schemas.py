"""What is answered about activity and statistics."""

from datetime import date

import msgspec


class DayCount(msgspec.Struct, frozen=True):
    """What was played on one day (UTC)."""

    day: date
    plays: int
    """Playbacks begun."""
    played_ms: int
    people: int
    titles: int
    """Movies and series; an episode counts as its series."""


class DayCounts(msgspec.Struct, frozen=True):
    """Days, the newest first."""

    items: list[DayCount]
