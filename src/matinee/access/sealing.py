"""The server's key for secrets at rest: which one it is, and that every machine on the database has the same."""

from pathlib import Path

from matinee.access.repository import signing_keys
from matinee.kit.db import Connection
from matinee.kit.errors import Conflict
from matinee.kit.sealing import KEY_FILE, Sealer, key_in_folder
from matinee.kit.secret import Secret


class SecretKeyDiffers(Conflict):
    """The database's secrets were encrypted with another key than this machine's."""

    code, title = "secret_key_differs", "The key of this data is missing"


async def open_sealer(tx: Connection, data_dir: Path, configured: Secret | None) -> Sealer:
    """Give the sealer with the configured key, or the data folder's (made on the first start).

    `SecretKeyDiffers` stops the start when the database knows another key: a machine that sealed with its own would
    write what the others cannot read.
    """
    sealer = Sealer(configured or key_in_folder(data_dir))
    if await signing_keys.sealing_key_id(tx, sealer.key_id) != sealer.key_id:
        raise SecretKeyDiffers(
            f"The secrets in the database were encrypted with another {KEY_FILE}. Copy it from the other machine or "
            f"the earlier data folder into {data_dir}, or set MATINEE_SECRET_KEY to what it holds. If it is lost, "
            "`matinee secrets forget-key` lets this machine's key take over; what was encrypted must be entered anew."
        )
    return sealer


async def forget_sealing_key(tx: Connection) -> None:
    """Let the next start's key take over, after a restore or when a key is lost."""
    await signing_keys.forget_sealing_key_id(tx)
