"""Second factors: the sealed secret of the app, the last step taken, and the recovery codes left."""

from datetime import datetime
from uuid import UUID

import msgspec
from sqlalchemy import delete, func, insert, or_, select, update

from matinee.access.tables import account, recovery_code
from matinee.kit.db import Connection


class SecondFactor(msgspec.Struct, frozen=True):
    """An account's authenticator app, in force or being set up."""

    account_id: UUID
    username: str
    sealed: bytes | None
    enabled_at: datetime | None
    last_step: int | None
    now_s: float
    """The database's time: phones are compared with it on every machine alike."""


async def of_account(tx: Connection, account_id: UUID) -> SecondFactor:
    """Give what is set up; the row is held until the transaction ends, so that no code counts twice."""
    statement = (
        select(
            account.c.id,
            account.c.username,
            account.c.totp_secret,
            account.c.totp_enabled_at,
            account.c.totp_last_step,
            func.extract("epoch", func.clock_timestamp()),
        )
        .where(account.c.id == account_id)
        .with_for_update()
    )
    row = (await tx.execute(statement)).one()
    return SecondFactor(row[0], row[1], row[2], row[3], row[4], float(row[5]))


async def begin(tx: Connection, account_id: UUID, sealed: bytes) -> None:
    """Keep a secret that is not in force yet."""
    values = {"totp_secret": sealed, "totp_enabled_at": None, "totp_last_step": None}
    await tx.execute(update(account).where(account.c.id == account_id).values(values))


async def enable(tx: Connection, account_id: UUID) -> None:
    """Put the secret into force."""
    await tx.execute(update(account).where(account.c.id == account_id).values(totp_enabled_at=func.now()))


async def take_step(tx: Connection, account_id: UUID, step: int) -> bool:
    """Use a time step up; false when it, or a later one, was used already."""
    unused = or_(account.c.totp_last_step.is_(None), account.c.totp_last_step < step)
    taken = update(account).where(account.c.id == account_id, unused).values(totp_last_step=step)
    return (await tx.execute(taken)).rowcount == 1


async def forget(tx: Connection, account_id: UUID) -> None:
    """Take the second factor away, with its recovery codes."""
    values = {"totp_secret": None, "totp_enabled_at": None, "totp_last_step": None}
    await tx.execute(update(account).where(account.c.id == account_id).values(values))
    await tx.execute(delete(recovery_code).where(recovery_code.c.account_id == account_id))


async def set_recovery_codes(tx: Connection, account_id: UUID, hashes: list[bytes]) -> None:
    """Replace the recovery codes."""
    await tx.execute(delete(recovery_code).where(recovery_code.c.account_id == account_id))
    await tx.execute(insert(recovery_code), [{"account_id": account_id, "code_hash": each} for each in hashes])


async def take_recovery_code(tx: Connection, account_id: UUID, code_hash: bytes) -> bool:
    """Use a recovery code up; false when there is none like it left."""
    unused = update(recovery_code).where(
        recovery_code.c.account_id == account_id,
        recovery_code.c.code_hash == code_hash,
        recovery_code.c.used_at.is_(None),
    )
    return (await tx.execute(unused.values(used_at=func.now()))).rowcount == 1


async def recovery_codes_left(tx: Connection, account_id: UUID) -> int:
    """Count the recovery codes that were not used."""
    left = recovery_code.c.account_id == account_id, recovery_code.c.used_at.is_(None)
    return (await tx.execute(select(func.count()).select_from(recovery_code).where(*left))).scalar_one()
