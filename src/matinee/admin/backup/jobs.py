"""The job that makes a backup each night."""

from datetime import datetime, timedelta

import msgspec

from matinee.admin.backup.service import BackupPlace, backups, create_backup
from matinee.kit.events import Event, announce
from matinee.kit.jobs import Done, JobContext, Kind, Queue, Schedule

_OVERDUE = timedelta(hours=25)


class CreateBackup(msgspec.Struct, frozen=True):
    """`now`: asked for by a person; else it is made when the hour of the night has come."""

    now: bool = False


class NightlyPlan(msgspec.Struct, frozen=True):
    """When backups are made by themselves, and where they go."""

    enabled: bool
    hour: int
    place: BackupPlace


def is_due(plan: NightlyPlan, newest: datetime | None, now: datetime) -> bool:
    """Tell whether tonight's backup is to be made: at its hour, or later when that was missed. Times are local."""
    if not plan.enabled:
        return False
    if newest is None or now - newest > _OVERDUE:
        return True
    return now.hour == plan.hour and now - newest > timedelta(hours=2)


async def create(context: JobContext, arguments: CreateBackup) -> Done:
    """Make a backup if one is due or was asked for."""
    plan = context.resources.get(NightlyPlan)
    now = context.clock.now().astimezone()
    made = backups(plan.place.folder)
    newest = datetime.fromtimestamp(made[0].stat().st_mtime).astimezone() if made else None
    if not arguments.now and not is_due(plan, newest, now):
        return Done({"made": False})
    await context.progress("dump", 0, None)
    file = await create_backup(context.database.url, plan.place, context.clock)
    size = file.stat().st_size
    async with context.transaction() as tx:
        payload: dict[str, object] = {"file": file.name, "size_bytes": size}
        await announce(tx, Event(name="system.backup_created", permission="admin", payload=payload))
    return Done({"made": True, "file": str(file), "size_bytes": size})


BACKUP_CREATE = Kind(
    name="backup.create",
    arguments=CreateBackup,
    queue=Queue.LOW,
    attempts=3,
    unique_for=timedelta(hours=1),
    time_limit=timedelta(minutes=30),
    serial=None,
    run=create,
    schedule=Schedule(every=timedelta(hours=1)),
    run_now=CreateBackup(now=True),
)

KINDS = [BACKUP_CREATE]
