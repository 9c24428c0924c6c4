"""Background work of metadata that belongs to no kind of title: people."""

from datetime import timedelta
from uuid import UUID

import msgspec

from matinee.kit.jobs import AnyKind, Cancel, JobContext, Kind, Queue
from matinee.metadata.port import Capability
from matinee.metadata.registry import who_can


class RefreshPerson(msgspec.Struct, frozen=True):
    """Whom to ask about."""

    person_id: UUID
    provider: str | None = None
    """Only this provider; null: all that know people."""
    force: bool = False
    languages: list[str] = []


async def refresh_person(_context: JobContext, arguments: RefreshPerson) -> Cancel:
    """Ask for biography, portrait and filmography. That nobody knows people yet is certain, and never tried again."""
    able = [each.name for each in who_can(Capability.PERSON) if arguments.provider in {None, each.name}]
    return Cancel("No provider knows this person.", {"providers": able})


PEOPLE_REFRESH = Kind(
    name="people.refresh",
    arguments=RefreshPerson,
    queue=Queue.DEFAULT,
    attempts=3,
    unique_for=timedelta(minutes=30),
    time_limit=timedelta(minutes=2),
    serial=lambda arguments: f"title:{arguments.person_id}",
    run=refresh_person,
)

KINDS: list[AnyKind] = [PEOPLE_REFRESH]
