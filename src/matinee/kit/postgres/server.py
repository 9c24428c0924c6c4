"""The supervisor of one PostgreSQL server."""

import hashlib
import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Self
from urllib.parse import quote

from matinee.kit.postgres.binaries import Binaries, find_binaries
from matinee.kit.postgres.errors import DatabaseRefused, DataFolderUnusable, ServerDied, WrongMajor
from matinee.kit.postgres.folder import FolderLock, check_folder, make_folder, told
from matinee.kit.postgres.identity import Identity, choose_identity, describe, give_to
from matinee.kit.postgres.leftover import clear_leftover, postmaster_state

NAME = "matinee"
"""Of the superuser and of the database."""
_SOCKET = ".s.PGSQL.5432"
_LONGEST_SOCKET_PATH = 100
"""Bytes; sun_path takes 107, and PostgreSQL adds `.lock` beside it."""
_LOOK_EVERY_S = 0.01
_SAY_EVERY_S = 15.0
_LOG_LIMIT_BYTES = 4 << 20
_SETTINGS: Mapping[str, str] = MappingProxyType({
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "shared_buffers": "64MB",
    "io_method": "sync",
    "autovacuum_work_mem": "16MB",
    "max_connections": "50",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "1GB",
    "checkpoint_timeout": "15min",
    "random_page_cost": "1.1",
    "jit": "off",
    "wal_compression": "on",
    "plan_cache_mode": "force_custom_plan",
    "log_checkpoints": "off",
    "logging_collector": "off",
    "log_timezone": "UTC",
    "timezone": "UTC",
})  # fmt: skip
_NOT_DURABLE = {"fsync": "off", "full_page_writes": "off", "synchronous_commit": "off"}


class EmbeddedPostgres:
    """A PostgreSQL on the data in `data_dir/postgres`, alive between entering and leaving.

    Enter it on a thread that outlives it: on Linux the server stops when the thread that started it ends. `options`
    are server settings; `durable=False` trades safety for speed (tests only); `say` gets a line for a person when
    something takes long. Raises `DatabaseRefused` and its kinds, each with the remedy.
    """

    def __init__(
        self,
        data_dir: Path,
        *,
        options: Mapping[str, str] | None = None,
        durable: bool = True,
        say: Callable[[str], None] = lambda _line: None,
    ) -> None:
        self._root = data_dir.absolute() / "postgres"
        self._data = self._root / "data"
        self._log = self._root / "postgres.log"
        self._options = {**_SETTINGS, **({} if durable else _NOT_DURABLE), **(options or {})}
        self._durable = durable
        self._say = say
        self._lock = FolderLock(self._root / "lock")
        self._process: subprocess.Popen[bytes] | None = None
        self._identity: Identity | None = None
        self.binaries: Binaries | None = None
        """What runs; known once started."""

    @property
    def url(self) -> str:
        """The libpq URL of the database `matinee`."""
        return self.url_of(NAME)

    def url_of(self, database: str) -> str:
        """Give the libpq URL of any database of this server."""
        return _url(socket_folder(self._root), database)

    @property
    def pid(self) -> int | None:
        """The server's process while it runs."""
        return self._process.pid if self._process is not None and self._process.poll() is None else None

    def start(self) -> None:
        """Make the data when there is none, start the server, and wait until it takes connections."""
        self._prepare()
        self._launch()
        self._wait()

    def stop(self, patience: float = 12.0) -> None:
        """Stop cleanly: open transactions are rolled back, everything is written. Harder after `patience` seconds."""
        process, self._process = self._process, None
        try:
            if process is not None:
                _end(process, patience)
        finally:
            self._lock.release()

    def _prepare(self) -> None:
        make_folder(self._root.parent)
        check_folder(self._root.parent)
        self._make_root()
        try:
            with told(self._root):
                self._prepare_root()
        except BaseException:
            self._lock.release()
            raise

    def _prepare_root(self) -> None:
        if not self._lock.is_held:
            self._lock.acquire()
        self._identity = choose_identity(self._root)
        self.binaries = self._choose_binaries()
        give_to(self._root / "lock", self._identity)
        if self._data.is_dir():
            clear_leftover(self._data, self._say)
        else:
            self._initialise()
        folder = socket_folder(self._root)
        _make_private(folder, self._identity)
        for left in (_SOCKET, f"{_SOCKET}.lock"):  # nobody serves: it names a killed process, which may be a zombie yet
            (folder / left).unlink(missing_ok=True)

    def _make_root(self) -> None:
        if not self._root.exists():
            above = self._root.parent.stat()
            make_folder(self._root)
            if os.geteuid() == 0:
                os.chown(self._root, above.st_uid, above.st_gid)
        if os.geteuid() not in {0, self._root.stat().st_uid}:
            choose_identity(self._root)
        check_folder(self._root)

    def _choose_binaries(self) -> Binaries:
        runtime = self._root / "runtime"
        runtime.mkdir(mode=0o700, exist_ok=True)
        major = self._major_of_data()
        known = set(runtime.iterdir())
        try:
            chosen = find_binaries(runtime, major=major)
        except DatabaseRefused as missing:
            if major is None:
                raise
            raise WrongMajor(
                f"{self._data} was written by PostgreSQL {major}, whose programs are not here. {missing.detail} "
                "Or restore a backup into an empty folder with this version: matinee backup restore FILE."
            ) from missing
        if set(runtime.iterdir()) != known or os.geteuid() == 0:
            give_to(runtime, self._as_identity())
        return chosen

    def _major_of_data(self) -> int | None:
        version = self._data / "PG_VERSION"
        if not self._data.is_dir():
            return None
        try:
            return int(version.read_text(encoding="ascii").strip())
        except (OSError, ValueError) as unreadable:
            raise DataFolderUnusable(
                f"{self._data} holds no PostgreSQL data: {version} cannot be read."
            ) from unreadable

    def _initialise(self) -> None:
        """Make new data in a folder beside, moved into place when it is whole: a power cut leaves none or all."""
        self._say("Making the database…")
        partial = self._root / "data.partial"
        shutil.rmtree(partial, ignore_errors=True)
        argv: list[str | Path] = [self._program("initdb"), "-D", partial, "-U", NAME, "-E", "UTF8"]
        argv += ["--locale-provider=builtin", "--locale=C.UTF-8", "--data-checksums"]
        argv += ["--auth-local=trust", "--auth-host=reject", *([] if self._durable else ["--no-sync"])]
        self._run(argv)
        self._run([self._program("postgres"), "--single", "-D", partial, "template1"], f'create database "{NAME}"\n')
        partial.rename(self._data)

    def _run(self, argv: list[str | Path], said: str = "") -> None:
        """Run a program of PostgreSQL while the data is made; what it is told comes by standard input."""
        answer = subprocess.run(
            self._as_identity().command(argv, death_signal=signal.SIGKILL),
            check=False, capture_output=True, text=True, errors="replace", cwd="/", input=said,
        )  # fmt: skip
        if answer.returncode != 0 or "ERROR:" in answer.stderr:
            shutil.rmtree(self._root / "data.partial", ignore_errors=True)
            last = (answer.stderr or answer.stdout).strip().splitlines()[-4:]
            raise ServerDied(f"The database could not be made in {self._root}: {' '.join(last)}")

    def _program(self, name: str) -> Path:
        if self.binaries is None:
            msg = "the programs are chosen first"
            raise RuntimeError(msg)
        return self.binaries.program(name)

    def _as_identity(self) -> Identity:
        if self._identity is None:
            msg = "the identity is chosen first"
            raise RuntimeError(msg)
        return self._identity

    def _launch(self) -> None:
        argv: list[str | Path] = [self._program("postgres"), "-D", self._data, "-k", socket_folder(self._root)]
        for key, value in self._options.items():
            argv += ["-c", f"{key}={value}"]
        if self._log.exists() and self._log.stat().st_size > _LOG_LIMIT_BYTES:
            self._log.replace(self._log.with_suffix(".log.1"))
        with told(self._root), self._log.open("ab") as log:
            give_to(self._log, self._as_identity())
            self._process = subprocess.Popen(
                self._as_identity().command(argv, death_signal=signal.SIGINT),
                stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd="/", process_group=0,
            )  # fmt: skip

    def _wait(self) -> None:
        """Wait for "ready", as long as it lives: a large database repairs itself for minutes after a power cut."""
        process = self._process
        if process is None:
            msg = "it is launched first"
            raise RuntimeError(msg)
        began = said = time.monotonic()
        while postmaster_state(self._data) != (process.pid, "ready"):
            if process.poll() is not None:
                self.stop()
                raise ServerDied(f"PostgreSQL ended while starting: {self._last_words()} (see {self._log})")
            if time.monotonic() - said > _SAY_EVERY_S:
                said = time.monotonic()
                self._say(f"PostgreSQL is repairing its data after an unclean stop ({said - began:.0f} s so far)…")
            time.sleep(_LOOK_EVERY_S)

    def _last_words(self) -> str:
        try:
            with self._log.open("rb") as log:
                log.seek(max(0, self._log.stat().st_size - 2000))
                lines = log.read().decode(errors="replace").strip().splitlines()
        except OSError:
            return ""
        serious = [line for line in lines if "FATAL" in line or "PANIC" in line or "HINT" in line]
        return " ".join((serious or lines)[-3:])

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()


def running_url(data_dir: Path) -> str | None:
    """Give the URL of the server that another process runs on this data; None when none is ready."""
    root = data_dir.absolute() / "postgres"
    state = postmaster_state(root / "data")
    if state is None or state[1] != "ready":
        return None
    folder = socket_folder(root)
    with socket.socket(socket.AF_UNIX) as knocking:
        try:
            knocking.connect(os.fsencode(folder / _SOCKET))
        except OSError:
            return None
    return _url(folder, NAME)


def socket_folder(root: Path) -> Path:
    """Give the folder of the unix socket: beside the data, or a private short one where that path is too long."""
    folder = root / "run"
    if len(os.fsencode(folder / _SOCKET)) < _LONGEST_SOCKET_PATH:
        return folder
    mark = hashlib.sha256(os.fsencode(root)).hexdigest()[:12]
    return Path("/tmp") / f"matinee-{root.stat().st_uid if root.exists() else os.geteuid()}-{mark}"  # noqa: S108 - 0700, checked


def _make_private(folder: Path, identity: Identity) -> None:
    if not os.path.lexists(folder):
        folder.mkdir(mode=0o700)
        give_to(folder, identity)
    found = folder.lstat()
    if folder.is_symlink() or not folder.is_dir() or found.st_uid != identity.uid or found.st_mode & 0o077:
        raise DataFolderUnusable(
            f"{folder} should be a private folder of {describe(identity.uid)} and is not. Remove it and start again."
        )


def _url(folder: Path, database: str) -> str:
    return f"postgresql://{NAME}@/{database}?host={quote(os.fsencode(folder), safe='/')}"


def _end(process: subprocess.Popen[bytes], patience: float) -> None:
    for number, seconds in ((signal.SIGINT, patience), (signal.SIGQUIT, 4.0), (signal.SIGKILL, 4.0)):
        if process.poll() is None:
            process.send_signal(number)
        try:
            process.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        return
