"""Embedded tags as a provider: what probing found in a movie's or episode's own file."""

import hashlib
from collections.abc import Mapping, Sequence
from uuid import UUID

import msgspec

from matinee.kit.db import Connection
from matinee.metadata.port import Answer, Capability, Lead, Subject
from matinee.metadata.providers.tags.reading import read_tags
from matinee.metadata.providers.tags.repository import tags_of_files


class TagsProvider:
    """Speaks of movies and episodes whose files carry tags."""

    name = "tags"
    capabilities = frozenset({Capability.MOVIE, Capability.EPISODE})

    async def find_leads(self, tx: Connection, subjects: Sequence[Subject]) -> dict[UUID, Lead[dict[str, str]]]:
        """Take the tags of each subject's first file that has any."""
        found = await tags_of_files(tx, list({file_id for each in subjects for file_id in each.file_ids}))
        leads: dict[UUID, Lead[dict[str, str]]] = {}
        for subject in subjects:
            tags = next((found[each] for each in subject.file_ids if each in found), None)
            if tags:
                encoded = msgspec.json.encode(tags, order="sorted")
                leads[subject.id] = Lead(hashlib.blake2b(encoded, digest_size=16).hexdigest(), tags)
        return leads

    async def ask(self, leads: Mapping[UUID, tuple[Subject, Lead[dict[str, str]]]]) -> dict[UUID, Answer]:
        """Read the tags as fields."""
        answers: dict[UUID, Answer] = {}
        for item_id, (subject, lead) in leads.items():
            said, notes = read_tags(lead.what, subject.kind)
            answers[item_id] = Answer(said, notes)
        return answers
