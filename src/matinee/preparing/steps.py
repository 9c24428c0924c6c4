"""The steps: a backup before the schema changes, the migrations, the first administrator, the setup link."""

import asyncio
from collections.abc import Callable

from matinee.access import PasswordPool, ensure_first_administrator, ensure_setup_token, open_sealer
from matinee.admin.backup import BackupPlace, create_backup
from matinee.kit.clock import SystemClock
from matinee.kit.db import Database
from matinee.migrations import current_revision, head_revision, migrate
from matinee.options import access_options
from matinee.serving.preparation import Told
from matinee.settings import Settings


def prepare(settings: Settings, url: str, tell: Callable[[Told], None]) -> None:
    """Do all of them."""
    back_up_before_migration(settings, url, lambda line: tell(Told(say=line)))
    if migrate(url):
        tell(Told(say="The database is up to date."))
    token = asyncio.run(_accounts(settings, url))
    if token is not None:
        tell(Told(token=token))


def back_up_before_migration(settings: Settings, url: str, say: Callable[[str], None]) -> None:
    """Keep the data as it is before its schema changes. New data needs none; a failed backup stops the start."""
    revision = current_revision(url)
    if revision in {None, head_revision()}:
        return
    say("Backing up before the database is brought up to date…")
    place = BackupPlace(settings.data_dir, settings.backup_folder, settings.backup.keep)
    say(f"  {asyncio.run(create_backup(url, place, SystemClock()))}")


async def _accounts(settings: Settings, url: str) -> str | None:
    """Check the key, make the first administrator where the environment names one; else give the link's token."""
    async with Database(url, pool_size=1) as opened:
        async with opened.transaction() as tx:
            await open_sealer(tx, settings.data_dir, settings.secret_key)
        if settings.admin_username and settings.admin_password:
            async with PasswordPool(access_options(settings)) as passwords, opened.transaction() as tx:
                await ensure_first_administrator(
                    tx, settings.admin_username, settings.admin_password.reveal(), passwords
                )
        async with opened.transaction() as tx:
            return await ensure_setup_token(tx)
