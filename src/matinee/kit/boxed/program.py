"""Runs a foreign program (ffmpeg) behind the same walls: argument lists, no network, bounded output, killed whole."""

import asyncio
import os
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import msgspec

from matinee.kit.boxed import sandbox
from matinee.kit.boxed.ending import end_group, kill_group
from matinee.kit.boxed.limits import MIB, BoxDied, death_by_signal

_TAIL = 64 * 1024
_CHUNK = 256 * 1024


class ProgramLimits(msgspec.Struct, frozen=True):
    """Walls around a program; 0 memory or processor time: none of its own."""

    deadline: timedelta = timedelta(minutes=5)
    memory_bytes: int = 2048 * MIB
    cpu_seconds: int = 0
    file_bytes: int = 64 * 1024 * MIB
    open_files: int = 256
    output_bytes: int = 16 * MIB
    niceness: int = 10


class ProgramResult(msgspec.Struct, frozen=True):
    """How it ended. `died` tells of a deadline, a signal or too much output; `errors` is the end of its stderr."""

    returncode: int
    output: bytes
    errors: str
    died: BoxDied | None = None

    @property
    def is_success(self) -> bool:
        """Whether it ended by itself with status 0."""
        return self.died is None and self.returncode == 0


async def run_program(
    arguments: Sequence[str | bytes], limits: ProgramLimits, *, on_line: Callable[[str], None] | None = None
) -> ProgramResult:
    """Run a program to its end. `on_line` gets each line of its output as it comes (then `output` stays empty)."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-I",
        "-S",
        "-B",
        sandbox.__file__,
        *(str(word) for word in _words(limits)),
        "--",
        *arguments,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": "/nonexistent"},
        cwd=Path(os.sep),
        start_new_session=True,
    )
    tail = bytearray()
    died: BoxDied | None = None
    output: bytes | bytearray = b""
    try:
        async with asyncio.timeout(limits.deadline.total_seconds()), asyncio.TaskGroup() as group:
            group.create_task(_keep_tail(process.stderr, tail))
            reading = group.create_task(_read(process, limits.output_bytes, on_line))
        output = reading.result()
        if len(output) > limits.output_bytes:
            output, died = b"", BoxDied("output", f"more than {limits.output_bytes // MIB} MiB of output")
        elif await process.wait() < 0:
            died = death_by_signal(process.returncode)
    except TimeoutError:
        died = BoxDied("deadline", f"not finished within {limits.deadline.total_seconds():g} s")
    finally:
        await asyncio.shield(end_group(process))
    return ProgramResult(process.returncode or 0, bytes(output), tail.decode(errors="replace"), died)


def _words(limits: ProgramLimits) -> tuple[int, ...]:
    walls = (limits.memory_bytes, limits.file_bytes, limits.open_files, limits.niceness, limits.cpu_seconds)
    return (os.getpid(), *walls)


async def _keep_tail(stream: asyncio.StreamReader | None, tail: bytearray) -> None:
    while stream is not None and (chunk := await stream.read(_CHUNK)):
        tail += chunk
        del tail[:-_TAIL]


async def _read(
    process: asyncio.subprocess.Process, most: int, on_line: Callable[[str], None] | None
) -> bytes | bytearray:
    """Collect output up to one chunk beyond `most`; past that the program is ended."""
    collected = bytearray()
    while process.stdout is not None and (chunk := await process.stdout.read(_CHUNK)):
        collected += chunk
        if on_line is not None:
            *lines, rest = bytes(collected).split(b"\n")
            for line in lines:
                on_line(line.decode(errors="replace"))
            collected = bytearray(rest)
        if len(collected) > most:
            kill_group(process)
            break
    return collected
