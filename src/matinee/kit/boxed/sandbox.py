"""What a child process does to itself before it touches a hostile file. Standard library only: it also runs alone.

Everything here degrades with a word instead of failing: containers and old kernels refuse some of it, and a server
that starts with one wall fewer is better than one that does not start. The word is logged once by the parent.
"""

import ctypes
import os
import resource
import signal
import struct
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_SECCOMP = 22
_PR_SET_NO_NEW_PRIVS = 38
_SECCOMP_MODE_FILTER = 2
_RET_ALLOW = 0x7FFF0000
_RET_EPERM = 0x00050000 | 1
_LOAD, _JUMP_EQUAL, _RETURN = 0x20, 0x15, 0x06
_X32_BIT = 0x40000000
# (AUDIT_ARCH, socket, io_uring_setup) of linux/audit.h and each machine's syscall table.
_MACHINES = {"x86_64": (0xC000003E, 41, 425), "aarch64": (0xC00000B7, 198, 425)}
_NO_LIMIT = resource.RLIM_INFINITY


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


def enter(parent: int, memory_bytes: int, file_bytes: int, open_files: int, niceness: int) -> list[str]:
    """Apply every wall that this kernel grants; give the ones it refused, each as a word for the log."""
    refused: list[str] = []
    _limit(resource.RLIMIT_CORE, 0)
    _limit(resource.RLIMIT_AS, memory_bytes)
    _limit(resource.RLIMIT_FSIZE, file_bytes)
    _limit(resource.RLIMIT_NOFILE, open_files)
    if niceness:
        os.nice(niceness)
    if sys.platform != "linux":
        return ["network", "parent_death"]
    libc = ctypes.CDLL(None, use_errno=True)
    if not _without_network(libc):
        refused.append("network")
    # Last, because privilege changes clear it; then look whether the parent went away in between.
    if libc.prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0) != 0:
        refused.append("parent_death")
    if os.getppid() != parent:
        os._exit(0)
    return refused


def allow_cpu(seconds: int) -> None:
    """Let this process use so much processor time from now on; the kernel ends it beyond."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    _limit(resource.RLIMIT_CPU, int(usage.ru_utime + usage.ru_stime) + 1 + seconds, hard=False)


def _limit(kind: int, value: int, *, hard: bool = True) -> None:
    ceiling = resource.getrlimit(kind)[1]
    if value <= 0 and kind not in {resource.RLIMIT_CORE, resource.RLIMIT_FSIZE}:
        return
    if ceiling != _NO_LIMIT:
        value = min(value, ceiling)
    resource.setrlimit(kind, (value, value if hard else ceiling))


def _without_network(libc: ctypes.CDLL) -> bool:
    """Refuse new sockets by a seccomp filter: it needs no right and no namespace, so it holds in containers too."""
    machine = _MACHINES.get(os.uname().machine)
    if machine is None:
        return False
    arch, socket_call, io_uring_setup = machine
    program = [
        (_LOAD, 0, 0, 4),  # seccomp_data.arch
        (_JUMP_EQUAL, 1, 0, arch),
        (_RETURN, 0, 0, _RET_EPERM),
        (_LOAD, 0, 0, 0),  # seccomp_data.nr
        (_JUMP_EQUAL, 4, 0, socket_call),
        (_JUMP_EQUAL, 3, 0, io_uring_setup),
        (_JUMP_EQUAL, 2, 0, socket_call | _X32_BIT),
        (_JUMP_EQUAL, 1, 0, io_uring_setup | _X32_BIT),
        (_RETURN, 0, 0, _RET_ALLOW),
        (_RETURN, 0, 0, _RET_EPERM),
    ]
    code = b"".join(struct.pack("=HBBI", *step) for step in program)
    holder = ctypes.create_string_buffer(code, len(code))
    filtering = _Program(len(program), ctypes.addressof(holder))
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return False
    return libc.prctl(_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(filtering), 0, 0) == 0


def _launch(arguments: list[str]) -> None:
    """Run another program behind the walls: `sandbox.py PARENT MEMORY FILE OPEN NICE CPU -- PROGRAM ARGUMENT…`."""
    parent, memory_bytes, file_bytes, open_files, niceness, cpu_seconds = (int(word) for word in arguments[:6])
    program = arguments[7:]
    if cpu_seconds:
        allow_cpu(cpu_seconds)
    try:
        enter(parent, memory_bytes, file_bytes, open_files, niceness)
        os.execv(program[0], program)  # noqa: S606 - an argument list, no shell; it replaces this process
    except OSError as error:
        sys.stderr.write(f"{program[0]}: {error.strerror}\n")
        os._exit(127)


if __name__ == "__main__":
    _launch(sys.argv[1:])
