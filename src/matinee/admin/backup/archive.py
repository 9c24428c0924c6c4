"""The backup file: a tar with a manifest, the database's dump and the settings file, each with its checksum."""

import hashlib
import io
import os
import tarfile
from datetime import datetime
from pathlib import Path
from typing import IO

import msgspec

from matinee.admin.backup.errors import BackupUnreadable

FORMAT = 1
MANIFEST, DUMP, SETTINGS = "manifest.json", "database.dump", "settings.toml"
_LONGEST_MANIFEST = 64 << 10
_LONGEST_SETTINGS = 1 << 20
_CHUNK = 1 << 20


class Member(msgspec.Struct, frozen=True):
    """What a file in the archive must be."""

    size_bytes: int
    sha256: str


class Manifest(msgspec.Struct, frozen=True):
    """What the archive says of itself; its first member."""

    product: str
    format: int
    version: str
    schema_revision: str
    postgres_major: int
    created_at: datetime
    members: dict[str, Member]


def measured(file: Path) -> Member:
    """Read a file's size and checksum."""
    with file.open("rb") as content:
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    return Member(file.stat().st_size, digest)


def write_archive(target: Path, manifest: Manifest, files: dict[str, Path]) -> None:
    """Write the archive beside its place and move it there when it is whole and on the disk."""
    partial = target.with_name(f".{target.name}.partial")
    try:
        handle = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
        with os.fdopen(handle, "wb") as output:
            with tarfile.open(fileobj=output, mode="w", format=tarfile.PAX_FORMAT) as archive:
                _add(archive, MANIFEST, msgspec.json.format(msgspec.json.encode(manifest), indent=2))
                for name, file in files.items():
                    archive.add(file, arcname=name, recursive=False, filter=_anonymous)
            output.flush()
            os.fsync(output.fileno())
        partial.rename(target)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise
    folder = os.open(target.parent, os.O_RDONLY)
    try:
        os.fsync(folder)
    finally:
        os.close(folder)


def read_archive(file: Path, into: Path) -> Manifest:
    """Check everything and unpack into the empty folder `into`. Raises `BackupUnreadable`; touches nothing else."""
    try:
        with tarfile.open(file, mode="r:") as archive:
            members = archive.getmembers()
            _check_names(members)
            manifest = _manifest(archive, members[0])
            if set(manifest.members) != {each.name for each in members[1:]}:
                raise BackupUnreadable(f"{file}: its contents are not those that its manifest lists.")
            for each in members[1:]:
                _unpack(archive, each, manifest.members[each.name], into)
    except (tarfile.TarError, EOFError) as broken:
        raise BackupUnreadable(f"{file} is not a backup of Matinee, or is cut off: {broken}.") from broken
    except OSError as unreadable:
        raise BackupUnreadable(f"{file} cannot be read: {unreadable.strerror}.") from unreadable
    return manifest


def _check_names(members: list[tarfile.TarInfo]) -> None:
    names = [each.name for each in members]
    if not names or names[0] != MANIFEST or DUMP not in names:
        raise BackupUnreadable("It is not a backup of Matinee: the manifest or the database is missing.")
    for each in members:
        if each.name not in {MANIFEST, DUMP, SETTINGS} or not each.isreg() or names.count(each.name) > 1:
            raise BackupUnreadable(f"It holds {each.name!r}, which no backup of Matinee holds.")
    sizes = {each.name: each.size for each in members}
    if sizes[MANIFEST] > _LONGEST_MANIFEST or sizes.get(SETTINGS, 0) > _LONGEST_SETTINGS:
        raise BackupUnreadable("Its manifest or settings are longer than any that Matinee writes.")


def _manifest(archive: tarfile.TarFile, member: tarfile.TarInfo) -> Manifest:
    try:
        manifest = msgspec.json.decode(_opened(archive, member).read(), type=Manifest)
    except msgspec.DecodeError as wrong:
        raise BackupUnreadable(f"Its manifest cannot be read: {wrong}.") from wrong
    if manifest.product != "matinee" or manifest.format != FORMAT:
        raise BackupUnreadable(
            f"It was written by {manifest.product} {manifest.version} in format {manifest.format}; "
            f"this program reads format {FORMAT}. Restore it with the version that wrote it."
        )
    return manifest


def _unpack(archive: tarfile.TarFile, member: tarfile.TarInfo, expected: Member, into: Path) -> None:
    digest, size = hashlib.sha256(), 0
    source = _opened(archive, member)
    with (into / member.name).open("xb") as output:
        while chunk := source.read(_CHUNK):
            digest.update(chunk)
            size += len(chunk)
            output.write(chunk)
    if (size, digest.hexdigest()) != (expected.size_bytes, expected.sha256):
        raise BackupUnreadable(f"Its {member.name} is damaged or cut off: the checksum differs.")


def _opened(archive: tarfile.TarFile, member: tarfile.TarInfo) -> IO[bytes]:
    content = archive.extractfile(member)
    if content is None:
        raise BackupUnreadable(f"Its {member.name} is not a file.")
    return content


def _add(archive: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size, info.mode = len(content), 0o600
    archive.addfile(info, io.BytesIO(content))


def _anonymous(info: tarfile.TarInfo) -> tarfile.TarInfo:
    info.uid = info.gid = 0
    info.uname = info.gname = ""
    info.mode = 0o600
    return info
