"""Ends a child process together with everything it started."""

import asyncio
import contextlib
import os
import signal

_PATIENCE = 5.0
_CHUNK = 1 << 20


async def end_group(process: asyncio.subprocess.Process) -> None:
    """Kill the process's group and wait until it is gone.

    What it still had in its pipes is read away: asyncio reports the end of a process only when its pipes have
    reached theirs, which a full one never does by itself.
    """
    kill_group(process)
    if process.stdin is not None:
        process.stdin.close()
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(_PATIENCE):
            for stream in (process.stdout, process.stderr):
                while stream is not None and await stream.read(_CHUNK):
                    pass
            await process.wait()


def kill_group(process: asyncio.subprocess.Process) -> None:
    """Kill the process's group without waiting: its pipes come to their end by that."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
