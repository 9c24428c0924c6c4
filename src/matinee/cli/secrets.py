"""`matinee secrets`: what to do when the key of the encrypted secrets is lost."""

import asyncio
import os

from cyclopts import App

from matinee.access import forget_sealing_key
from matinee.cli.databases import running_database
from matinee.kit.db import Database
from matinee.settings import load_settings

commands = App(name="secrets", help="The key that encrypts the secrets in the database.")


@commands.command
def forget_key() -> None:
    """Let the key of this data folder take over at the next start. What was encrypted must be entered anew."""
    with running_database(load_settings(os.environ)) as url:
        asyncio.run(_forget(url))
    print("The next start uses the key of this data folder. Authenticator apps must be set up anew.")  # noqa: T201


async def _forget(url: str) -> None:
    async with Database(url, pool_size=1) as database, database.transaction() as tx:
        await forget_sealing_key(tx)
