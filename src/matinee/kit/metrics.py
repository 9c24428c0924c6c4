"""Figures for Prometheus of all processes of this machine, on one page.

The web process answers for the others. Each other process writes its figures to a file now and then, whole or not at
all; a shared memory-mapped folder (the client library's own way) would kill the processes when the disk is full.
"""

import asyncio
import contextlib
import os
import time
from collections.abc import Iterator
from pathlib import Path

from prometheus_client import REGISTRY, CollectorRegistry, generate_latest
from prometheus_client.metrics_core import Metric
from prometheus_client.parser import text_string_to_metric_families

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
_EVERY_S = 10.0
_STALE_S = 60.0


async def keep_written(folder: Path, process: str) -> None:
    """Write this process's figures until cancelled. A full disk makes them old, and nothing else."""
    file = folder / f"{process}.prom"
    try:
        while True:
            with contextlib.suppress(OSError):
                _write(file)
            await asyncio.sleep(_EVERY_S)
    finally:
        with contextlib.suppress(OSError):
            file.unlink(missing_ok=True)


def page(folder: Path, process: str) -> bytes:
    """Give the figures of this process and of those that wrote theirs lately, each labelled with its process."""
    joined = CollectorRegistry()
    joined.register(_Joined(folder, process))  # pyright: ignore[reportArgumentType] - the library types a base class
    return generate_latest(joined)


def _write(file: Path) -> None:
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = file.with_suffix(f".{os.getpid()}")
    try:
        partial.write_bytes(generate_latest(REGISTRY))
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)


class _Joined:
    """Reads all processes anew for each question."""

    def __init__(self, folder: Path, process: str) -> None:
        self._folder = folder
        self._process = process

    def describe(self) -> list[Metric]:
        return []

    def collect(self) -> Iterator[Metric]:
        joined: dict[str, Metric] = {}
        for process, text in self._texts():
            for family in text_string_to_metric_families(text):
                held = joined.setdefault(family.name, Metric(family.name, family.documentation, family.type))
                for sample in family.samples:
                    labels = {**sample.labels, "process": process}
                    held.add_sample(sample.name, labels, sample.value)
        yield from joined.values()

    def _texts(self) -> Iterator[tuple[str, str]]:
        yield self._process, generate_latest(REGISTRY).decode()
        for file in sorted(self._folder.glob("*.prom")):
            with contextlib.suppress(OSError):
                if time.time() - file.stat().st_mtime < _STALE_S:
                    yield file.stem, file.read_text(encoding="utf-8")
