"""Time comes in as an argument: rules take a `Clock`, tests hand them a stopped one."""

from datetime import UTC, datetime
from typing import Protocol


class Clock(Protocol):
    """Tells the time, always in UTC."""

    def now(self) -> datetime:
        """Give the current moment with its time zone (UTC)."""
        ...


class SystemClock:
    """The machine's clock: for commands and tests. A server counts by the house's (`kit.house_clock`)."""

    def now(self) -> datetime:
        """Give the current moment in UTC."""
        return datetime.now(UTC)
