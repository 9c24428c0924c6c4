"""Letting versions be the parts of one, in the order that is given."""

from collections.abc import Sequence
from uuid import UUID

from matinee.catalog.changes import Act, Recorded, Recording, Scope
from matinee.catalog.joining import files_of, finish
from matinee.catalog.placing import lock
from matinee.catalog.repository.pointing import pointed
from matinee.catalog.versions import repository
from matinee.catalog.versions.errors import CannotJoinVersions, VersionNotFound
from matinee.kit.db import Connection


async def merge_versions(tx: Connection, act: Act, item_id: UUID, version_ids: Sequence[UUID]) -> Recorded:
    """Join versions of an item into the first of them, whose parts they become. No scan takes them apart again."""
    await lock(tx)
    item = await pointed(tx, act.viewer, item_id)
    ordered = list(dict.fromkeys(version_ids))
    libraries = await repository.libraries_of(tx, act.viewer, item.id, ordered)
    if len(libraries) != len(ordered):
        raise VersionNotFound
    if len(ordered) < 2 or len(set(libraries.values())) > 1:  # noqa: PLR2004 - one version is none to join
        raise CannotJoinVersions("Name two or more versions that lie in one library.")
    recording = Recording(tx, act, "merge_versions")
    await recording.begin(Scope({item.id}, await files_of(tx, [item.id])))
    target, *others = ordered
    for each in others:
        await repository.append_parts(tx, target, each)
    await repository.lock_matches(tx, target, act.viewer.user_id)
    summary: dict[str, object] = {"to": {"title": item.title, "year": item.year}, "versions": len(ordered)}
    return await finish(tx, act, recording, summary, made=set())
