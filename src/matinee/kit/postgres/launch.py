"""Become who PostgreSQL shall run as, tie its life to the parent's, and execute it.

Run as a program of its own (`python -I -S launch.py JSON`), never imported: it changes the identity of its process.
The order matters. The death signal is cleared by a change of credentials, so it is set last, before `exec`; the parent
may have died before that, so it is checked afterwards.
"""

import ctypes
import json
import os
import sys

REFUSED = 77
"""Exit code: the kernel does not allow a user namespace."""
ORPHANED = 78
"""Exit code: the parent was gone before the program could start."""
_PR_SET_PDEATHSIG = 1
_PR_SET_DUMPABLE = 4


def _enter_namespace(inside_uid: int, inside_gid: int) -> None:
    """Show the current user to the program as another one, who has a name; rights on files stay the same."""
    uid, gid = os.geteuid(), os.getegid()
    os.unshare(os.CLONE_NEWUSER)
    for name, line in (
        ("setgroups", "deny"),
        ("uid_map", f"{inside_uid} {uid} 1"),
        ("gid_map", f"{inside_gid} {gid} 1"),
    ):
        _write(f"/proc/self/{name}", line.encode())


def _write(path: str, line: bytes) -> None:
    """Write by plain calls: this user may not be able to read Python's own modules any more."""
    handle = os.open(path, os.O_WRONLY)
    try:
        os.write(handle, line)
    finally:
        os.close(handle)


def _main() -> int:  # noqa: RET503 - execve never returns
    order = json.loads(sys.argv[1])
    process = ctypes.CDLL(None)
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresgid(order["gid"], order["gid"], order["gid"])
        os.setresuid(order["uid"], order["uid"], order["uid"])
        if sys.platform == "linux":  # a change of user makes /proc/self root's, and the maps are written there
            process.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0)
    if order["namespace"] is not None:
        try:
            _enter_namespace(*order["namespace"])
        except OSError as refused:
            print(refused, file=sys.stderr)  # noqa: T201 - read by the parent
            return REFUSED
    if not order["argv"]:
        return 0
    if order["death_signal"] and sys.platform == "linux":
        process.prctl(_PR_SET_PDEATHSIG, order["death_signal"], 0, 0, 0)
        if os.getppid() != order["parent"]:
            return ORPHANED
    os.execve(order["argv"][0], order["argv"], order["environment"])  # noqa: S606 - no shell is wanted, and it never returns


if __name__ == "__main__":
    sys.exit(_main())
