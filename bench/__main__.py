"""`python -m bench [name…]`: the published figures, each with the machine it was measured on. Without a name: all."""

import importlib
import os
import pkgutil
import platform
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import bench


def machine() -> str:
    """Name the machine in a line."""
    lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines() if Path("/proc/cpuinfo").exists() else []
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    load = os.getloadavg()[0]
    return f"{model}, {os.cpu_count()} cores, {memory:.0f} GiB, load {load:.1f}, Python {platform.python_version()}"


def table(rows: Sequence[Mapping[str, object]]) -> str:
    """Draw rows with the same keys as a Markdown table."""
    names = list(rows[0])
    lines = ["| " + " | ".join(names) + " |", "|" + "---|" * len(names)]
    lines += ["| " + " | ".join(str(row.get(name, "")) for name in names) + " |" for row in rows]
    return "\n".join(lines)


def show(result: Any) -> None:  # noqa: ANN401 - each measurement gives what it measured
    """Print what a measurement gave: rows, named figures, or nothing because it printed itself."""
    if isinstance(result, Mapping):
        result = [{"figure": name, "value": value} for name, value in result.items()]
    if result:
        print(table(result))


def main(wanted: Sequence[str]) -> int:
    """Run the named measurements."""
    found = [each.name for each in pkgutil.iter_modules(bench.__path__) if not each.name.startswith("_")]
    unknown = sorted(set(wanted) - set(found))
    if unknown:
        print(f"There is no measurement {', '.join(unknown)}. There are: {', '.join(found)}.", file=sys.stderr)
        return 2
    for name in wanted or found:
        module = importlib.import_module(f"bench.{name}")
        print(f"\n## {module.NAME}\n\n{machine()}\n", flush=True)
        show(module.run())
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
