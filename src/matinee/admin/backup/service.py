"""Making backups, keeping the newest, and restoring one into an empty place."""

import contextlib
import os
import shutil
import tempfile
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import psycopg

import matinee
from matinee.access import forget_sealing_key
from matinee.admin.backup import repository
from matinee.admin.backup.archive import DUMP, FORMAT, SETTINGS, Manifest, measured, read_archive, write_archive
from matinee.admin.backup.errors import BackupFailed, BackupUnreadable, TargetNotEmpty
from matinee.admin.backup.programs import ProgramFailed, choose_programs, run
from matinee.kit.clock import Clock
from matinee.kit.db import Database
from matinee.migrations import known_revisions

_NAME = "matinee-{at:%Y%m%dT%H%M%SZ}-{revision}.tar"
_PATTERN = "matinee-*.tar"


class BackupPlace(msgspec.Struct, frozen=True):
    """Where the data is, where backups go, and how many stay."""

    data_dir: Path
    folder: Path
    keep: int


async def create_backup(url: str, place: BackupPlace, clock: Clock) -> Path:
    """Write a backup of the database (with its signing keys, accounts, history, locks) and of the settings file.

    It is one consistent moment of the database, readable by its owner only; passwords in the settings file are kept
    out. Removes what is older than the newest `keep`. Raises `BackupFailed`; then nothing half-written is left.
    """
    try:
        place.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        _forget_leftovers(place.folder)
        with tempfile.TemporaryDirectory(prefix=".making-", dir=place.folder) as scratch:
            made = await _create(url, place, clock, Path(scratch))
    except OSError as refused:
        raise BackupFailed(f"{place.folder}: {refused.strerror}. Nothing was written.") from refused
    except ProgramFailed as failed:
        raise BackupFailed(f"pg_dump: {failed}") from failed
    except psycopg.OperationalError as away:
        raise BackupFailed(f"The database does not answer: {away}") from away
    prune(place)
    return made


async def _create(url: str, place: BackupPlace, clock: Clock, scratch: Path) -> Path:
    major, revision = await repository.describe(url)
    if not revision:
        raise BackupFailed("The database is empty; there is nothing to back up yet.")
    programs = choose_programs(place.data_dir, major)
    dump = scratch / DUMP
    await run(programs, "pg_dump", ["--format=custom", "--compress=1", "--no-owner", f"--file={dump}"], url=url)
    files = {DUMP: dump}
    settings = place.data_dir / "matinee.toml"
    if settings.is_file():
        (scratch / SETTINGS).write_text(_without_secrets(settings.read_text(encoding="utf-8")), encoding="utf-8")
        files[SETTINGS] = scratch / SETTINGS
    at = clock.now().astimezone(UTC)
    members = {name: measured(file) for name, file in files.items()}
    manifest = Manifest("matinee", FORMAT, matinee.__version__, revision, major, at, members)
    target = place.folder / _NAME.format(at=at, revision=revision)
    write_archive(target, manifest, files)
    return target


def _without_secrets(text: str) -> str:
    """Turn lines that set a secret into comments: a backup travels to other disks."""
    secret = {"admin_password", "database_url", "redis_url", "secret_key"}
    lines = [
        f"# {line.split('=', 1)[0].strip()} = was set; not part of a backup" if _key_of(line) in secret else line
        for line in text.splitlines()
    ]
    return "\n".join(lines) + "\n"


def _key_of(line: str) -> str:
    return line.split("=", 1)[0].strip().strip("\"'")


def backups(folder: Path) -> list[Path]:
    """List the backups, the newest first."""
    return sorted(folder.glob(_PATTERN), key=lambda file: (file.stat().st_mtime_ns, file.name), reverse=True)


def prune(place: BackupPlace) -> list[Path]:
    """Remove all but the newest `keep` backups; give what was removed."""
    removed = backups(place.folder)[place.keep :]
    for file in removed:
        file.unlink(missing_ok=True)
    return removed


def _forget_leftovers(folder: Path) -> None:
    """Remove what a backup left that was cut off by the power or by kill -9 more than a day ago."""
    a_day_ago = datetime.now(UTC).timestamp() - 86400
    for each in [*folder.glob(".making-*"), *folder.glob(".matinee-*.partial")]:
        with contextlib.suppress(OSError):
            if each.lstat().st_mtime < a_day_ago:
                shutil.rmtree(each) if each.is_dir() and not each.is_symlink() else each.unlink()


async def restore_backup(file: Path, url: str, data_dir: Path) -> Manifest:
    """Restore a backup into an empty database, whole or not at all.

    Everything is verified before the first write: names, checksums, the format, that this program knows the schema,
    that PostgreSQL can read the dump, that nothing is there yet. The key of encrypted secrets is in no backup: they
    open again where `secret.key` of the old data folder is put beside the restored data before the next start.
    """
    with tempfile.TemporaryDirectory(prefix="matinee-restore-") as scratch:
        os.chmod(scratch, 0o700)
        unpacked = Path(scratch)
        manifest = read_archive(file, unpacked)
        if manifest.schema_revision not in known_revisions():
            raise BackupUnreadable(
                f"It was made by Matinee {manifest.version} (schema step {manifest.schema_revision}), which this "
                f"version {matinee.__version__} does not know. Restore it with that version or a newer one."
            )
        major, _ = await repository.describe(url)
        programs = choose_programs(data_dir, max(major, manifest.postgres_major))
        try:
            await run(programs, "pg_restore", ["--list", unpacked / DUMP])
        except ProgramFailed as failed:
            raise BackupUnreadable(f"Its database cannot be read: {failed}") from failed
        if not await repository.is_empty(url):
            raise TargetNotEmpty(
                f"A backup is restored into an empty place only, so that nothing is overwritten. "
                f"Choose an empty folder (MATINEE_DATA_DIR), or move {data_dir} away first."
            )
        arguments = ["--single-transaction", "--exit-on-error", "--no-owner", "--no-privileges"]
        try:
            await run(programs, "pg_restore", [*arguments, "--dbname=", unpacked / DUMP], url=url)
        except ProgramFailed as failed:
            raise BackupUnreadable(f"PostgreSQL refused it, and nothing was changed: {failed}") from failed
        async with Database(url, pool_size=1) as database, database.transaction() as tx:
            await forget_sealing_key(tx)  # no backup holds the key: the one that lies here at the next start counts
        settings, place = unpacked / SETTINGS, data_dir / "matinee.toml"
        if settings.exists() and not place.exists():
            shutil.copyfile(settings, place)
            place.chmod(0o600)
    return manifest
