"""`matinee backup`: make one now, or restore one into an empty folder."""

import asyncio
import os
from pathlib import Path
from typing import Annotated

from cyclopts import App, Parameter

from matinee.admin.backup import BackupPlace, backups, create_backup, restore_backup
from matinee.cli.databases import own_database, running_database
from matinee.kit.clock import SystemClock
from matinee.settings import load_settings

commands = App(name="backup", help="Make a backup, or restore one into an empty folder.")


@commands.command
def create() -> None:
    """Write a backup now, also while Matinee runs, and keep the newest ones."""
    settings = load_settings(os.environ)
    place = BackupPlace(settings.data_dir, settings.backup_folder, settings.backup.keep)
    with running_database(settings) as url:
        file = asyncio.run(create_backup(url, place, SystemClock()))
    print(f"{file} ({file.stat().st_size / 1_000_000:.1f} MB)")  # noqa: T201 - the command's answer


@commands.command(name="list")
def list_() -> None:
    """List the backups, the newest first."""
    for file in backups(load_settings(os.environ).backup_folder):
        print(f"{file} ({file.stat().st_size / 1_000_000:.1f} MB)")  # noqa: T201 - the command's answer


@commands.command
def restore(file: Annotated[Path, Parameter()]) -> None:
    """Restore a backup into an empty data folder or database; everything is checked before anything is written.

    Parameters
    ----------
    file
        The backup.
    """
    settings = load_settings(os.environ)
    with own_database(settings) as url:
        manifest = asyncio.run(restore_backup(file.absolute(), url, settings.data_dir))
    print(  # noqa: T201 - the command's answer
        f"Restored the backup of {manifest.created_at:%Y-%m-%d %H:%M} UTC (Matinee {manifest.version}) "
        f"into {settings.data_dir}. Start Matinee to use it. To keep authenticator apps and other servers' "
        "passwords, first copy secret.key from the old data folder: it is in no backup."
    )
