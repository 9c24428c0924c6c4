"""What a reader of the database could see: which transactions were over when it looked."""

from typing import Self

import msgspec


class Snapshot(msgspec.Struct, frozen=True):
    """A `pg_current_snapshot()`: all below `xmin` were over, none from `xmax` on, and `running` were not between."""

    xmin: int
    xmax: int
    running: frozenset[int] = frozenset()

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read PostgreSQL's `xmin:xmax:running,…`."""
        xmin, xmax, running = text.split(":")
        return cls(int(xmin), int(xmax), frozenset(int(each) for each in running.split(",") if each))

    def sees(self, tx: int) -> bool:
        """Tell whether this transaction, known to have committed, was over."""
        return tx < self.xmin or (tx < self.xmax and tx not in self.running)

    def sees_all_of(self, earlier: "Snapshot") -> bool:
        """Tell whether everything that the other snapshot saw was over here, too."""
        return self.xmax >= earlier.xmax and all(tx in earlier.running for tx in self.running if tx < earlier.xmax)

    def __str__(self) -> str:
        return f"{self.xmin}:{self.xmax}:{','.join(str(each) for each in sorted(self.running))}"
