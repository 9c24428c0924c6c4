"""The worker process of a `BoxPool`: reads a task, runs it, answers, until its input ends.

Run by path, with the walls of `sandbox.py` around it. A task is `module:function`; the module is loaded without
running the `__init__` of the packages above it, so that a worker holds PyAV or Pillow and nothing of the server.
"""

import importlib
import os
import resource
import struct
import sys
import types
import typing
from collections.abc import Callable
from pathlib import Path

import msgspec

LENGTH = struct.Struct("<I")


class Call(msgspec.Struct, array_like=True):
    """One task: `module:function`, its argument as MessagePack, the processor seconds it may use."""

    task: str
    argument: bytes
    cpu_seconds: int


class Answer(msgspec.Struct, array_like=True):
    """The outcome: a result as MessagePack, or the kind and text of what went wrong, and the worker's size now."""

    result: bytes | None
    failure: str | None
    detail: str
    rss_bytes: int


def load_alone(module: str) -> types.ModuleType:
    """Import a module with its parent packages as empty shells."""
    packages = module.split(".")[:-1]
    for depth in range(1, len(packages) + 1):
        name = ".".join(packages[:depth])
        if name in sys.modules:
            continue
        parent = sys.modules.get(".".join(packages[: depth - 1]))
        search = parent.__path__ if parent is not None else sys.path
        found = next(
            (f"{folder}/{packages[depth - 1]}" for folder in search if _is_package(folder, packages[depth - 1])), None
        )
        if found is None:
            raise ModuleNotFoundError(name)
        shell = types.ModuleType(name)
        shell.__path__ = [found]
        sys.modules[name] = shell
    return importlib.import_module(module)


def _is_package(folder: str, name: str) -> bool:
    return (Path(folder) / name / "__init__.py").is_file()


def _resolve(task: str) -> tuple[Callable[[object], object], object]:
    module_name, _, function_name = task.partition(":")
    function = getattr(load_alone(module_name), function_name)
    hints = typing.get_type_hints(function)
    argument = next(kind for name, kind in hints.items() if name != "return")
    return function, argument


def _rss_bytes() -> int:
    try:
        return int(Path("/proc/self/statm").read_text("ascii").split()[1]) * resource.getpagesize()
    except OSError:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _read_exactly(descriptor: int, count: int) -> bytes:
    chunks: list[bytes] = []
    while count:
        chunk = os.read(descriptor, min(count, 1 << 20))
        if not chunk:
            os._exit(0)
        chunks.append(chunk)
        count -= len(chunk)
    return b"".join(chunks)


def _write_all(descriptor: int, frame: bytes) -> None:
    view = memoryview(frame)
    while view:
        view = view[os.write(descriptor, view) :]


def _perform(
    call: Call, known: dict[str, tuple[Callable[[object], object], object]], allow_cpu: Callable[[int], None]
) -> Answer:
    try:
        if call.cpu_seconds:
            allow_cpu(call.cpu_seconds)
        if call.task not in known:
            known[call.task] = _resolve(call.task)
        function, argument_type = known[call.task]
        argument = msgspec.msgpack.decode(call.argument, type=argument_type)
        result = msgspec.msgpack.encode(function(argument))
    except MemoryError:
        return Answer(None, "memory", "the memory limit was reached", 0)
    except Exception as error:  # noqa: BLE001 - whatever a task raises is its result; the parent decides
        return Answer(None, "failed", f"{type(error).__name__}: {error}"[:2000], _rss_bytes())
    return Answer(result, None, "", _rss_bytes())


def main(arguments: list[str]) -> None:
    """Serve tasks; `arguments` are the parent's pid, the four limits of `sandbox.enter`, then modules' folders."""
    sys.path.extend(folder for folder in arguments[5:] if folder not in sys.path)
    sandbox = load_alone("matinee.kit.boxed.sandbox")
    reading, writing = os.dup(0), os.dup(1)
    silence = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1):
        os.dup2(silence, standard)
    parent, memory_bytes, file_bytes, open_files, niceness = (int(word) for word in arguments[:5])
    refused = sandbox.enter(parent, memory_bytes, file_bytes, open_files, niceness)
    hello = msgspec.msgpack.encode(refused)
    _write_all(writing, LENGTH.pack(len(hello)) + hello)
    known: dict[str, tuple[Callable[[object], object], object]] = {}
    while True:
        (length,) = LENGTH.unpack(_read_exactly(reading, LENGTH.size))
        call = msgspec.msgpack.decode(_read_exactly(reading, length), type=Call)
        frame = msgspec.msgpack.encode(_perform(call, known, sandbox.allow_cpu))
        _write_all(writing, LENGTH.pack(len(frame)) + frame)


if __name__ == "__main__":
    main(sys.argv[1:])
