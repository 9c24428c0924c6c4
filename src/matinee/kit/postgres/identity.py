"""Who PostgreSQL runs as: it refuses to be root, and its tools refuse a user without a name."""

import json
import os
import pwd
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from matinee.kit.postgres.errors import DatabaseRefused, DataFolderUnusable

_LAUNCH = Path(__file__).with_name("launch.py")
_SMALL_HEAP = {"MALLOC_TRIM_THRESHOLD_": "131072"}
"""glibc hands back what one large statement took, instead of keeping it with the connection (mallopt(3))."""
_ACCOUNTS = ("matinee", "postgres", "nobody")
_EXECUTE = 0o001


class Identity(NamedTuple):
    """The user (outside) that owns the files, and what it is called inside a user namespace."""

    uid: int
    gid: int
    namespace: tuple[int, int] | None = None

    def command(self, argv: Sequence[str | Path], *, death_signal: int = 0, timezone: str = "UTC") -> list[str]:
        """Give the argument list that runs `argv` as this identity, as a direct child of the calling thread."""
        order = {
            "uid": self.uid,
            "gid": self.gid,
            "namespace": self.namespace,
            "parent": os.getpid(),
            "death_signal": int(death_signal),
            "argv": [str(each) for each in argv],
            "environment": {"LC_ALL": "C", "PATH": "/usr/bin:/bin", "TZ": timezone, **_SMALL_HEAP},
        }
        return [sys.executable, "-I", "-S", str(_LAUNCH), json.dumps(order)]

    @property
    def is_allowed(self) -> bool:
        """Whether the kernel lets a process become this."""
        return subprocess.run(self.command([]), check=False, capture_output=True, cwd="/").returncode == 0


def has_name(uid: int) -> bool:
    """Tell whether the system has an account with this number."""
    try:
        pwd.getpwuid(uid)
    except KeyError:
        return False
    return True


def choose_identity(folder: Path) -> Identity:
    """Decide who runs PostgreSQL on `folder` (which exists): its owner, in a user namespace where that needs one.

    Raises `DatabaseRefused` with the remedy. Changes nothing but the owner of `folder`, and no folder above it.
    """
    owner = folder.stat()
    euid = os.geteuid()
    if euid not in {0, owner.st_uid}:
        raise DataFolderUnusable(
            f"{folder} belongs to {describe(owner.st_uid)}, but Matinee runs as {describe(euid)}. "
            f"Start it as {describe(owner.st_uid)}, or hand the folder over: chown -R {euid} {folder}"
        )
    if owner.st_uid != 0 and has_name(owner.st_uid):
        return Identity(owner.st_uid, owner.st_gid)
    nobody = _nobody()
    if nobody is not None:
        mapped = Identity(owner.st_uid, owner.st_gid, nobody)
        if mapped.is_allowed:
            return mapped
    if owner.st_uid != 0:
        raise DatabaseRefused(
            f"The user number {owner.st_uid} has no account, which PostgreSQL needs, and the kernel allows no user "
            f"namespace here. Add an account (useradd -u {owner.st_uid} matinee), start Matinee as a user that has "
            "one, or name a database with MATINEE_DATABASE_URL."
        )
    return _dropped(folder)


def describe(uid: int) -> str:
    """Name a user for a person: `root`, or `user number 4242`."""
    return pwd.getpwuid(uid).pw_name if has_name(uid) else f"user number {uid}"


def _nobody() -> tuple[int, int] | None:
    for name in ("nobody", "matinee", "postgres"):
        try:
            account = pwd.getpwnam(name)
        except KeyError:
            continue
        if account.pw_uid != 0:
            return account.pw_uid, account.pw_gid
    return None


def _dropped(folder: Path) -> Identity:
    """Hand `folder` to a real account without rights, when root may not use a namespace."""
    account = next((pwd.getpwnam(name) for name in _ACCOUNTS if _exists(name)), None)
    if account is None:
        raise DatabaseRefused(
            "PostgreSQL refuses to run as root and there is no account to run it as. "
            "Add one (useradd --system matinee), or start Matinee as an ordinary user."
        )
    for parent in reversed(folder.absolute().parents):
        if not _may_pass(parent.stat(), account.pw_uid, account.pw_gid):
            raise DataFolderUnusable(
                f"PostgreSQL must run as the account {account.pw_name}, which cannot pass through {parent}. "
                f"Choose another data folder (MATINEE_DATA_DIR=/var/lib/matinee), or start Matinee as an ordinary user."
            )
    _give(folder, account.pw_uid, account.pw_gid)
    return Identity(account.pw_uid, account.pw_gid)


def _may_pass(folder: os.stat_result, uid: int, gid: int) -> bool:
    shift = 6 if folder.st_uid == uid else 3 if folder.st_gid == gid else 0
    return bool(folder.st_mode >> shift & _EXECUTE)


def _exists(name: str) -> bool:
    try:
        pwd.getpwnam(name)
    except KeyError:
        return False
    return True


def give_to(path: Path, identity: Identity) -> None:
    """Hand what root made (a file, or a folder with all in it) to the one who runs PostgreSQL."""
    if os.geteuid() == 0 and identity.uid != 0:
        _give(path, identity.uid, identity.gid)


def _give(path: Path, uid: int, gid: int) -> None:
    os.chown(path, uid, gid, follow_symlinks=False)
    if path.is_symlink() or not path.is_dir():
        return
    for folder, folders, files in path.walk():
        for name in (*folders, *files):
            os.chown(folder / name, uid, gid, follow_symlinks=False)
