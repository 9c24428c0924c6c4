"""A person's page: who they are, and the titles the viewer may see them in."""

from datetime import date
from uuid import UUID

import msgspec

from matinee.access.policy import Viewer
from matinee.catalog.errors import PersonNotFound
from matinee.catalog.ports import ImageTags
from matinee.catalog.repository.items import load_images, load_items
from matinee.catalog.repository.people import person_facts, visible_credits
from matinee.catalog.schemas import Item, ItemImage
from matinee.kit.db import Connection


class PersonCredit(msgspec.Struct, frozen=True):
    """A part in a title; `episodes` counts those of a series that name the person, 0 for the whole title."""

    item: Item
    role: str
    character: str | None
    episodes: int


class PersonPage(msgspec.Struct, frozen=True):
    """Everything a person's page shows."""

    id: UUID
    name: str
    biography: str | None
    born_on: date | None
    died_on: date | None
    images: dict[str, ItemImage]
    credits: list[PersonCredit]


async def person_page(tx: Connection, viewer: Viewer, person_id: UUID, tags: ImageTags) -> PersonPage:
    """Give a person; `PersonNotFound` when the viewer may see no title with them.

    Whether anyone is known by this id is asked last: who may not be seen costs what nobody costs.
    """
    parts = await visible_credits(tx, viewer, person_id)
    facts = await person_facts(tx, person_id) if parts else None
    if facts is None:
        raise PersonNotFound
    titles = await load_items(tx, viewer, tags, list(dict.fromkeys(part.title_id for part in parts)))
    by_id = {each.id: each for each in titles}
    images = await load_images(tx, viewer, tags, [person_id])
    return PersonPage(
        **msgspec.structs.asdict(facts),
        images=images.get(person_id, {}),
        credits=[
            PersonCredit(by_id[part.title_id], part.role, part.character, part.episodes)
            for part in parts
            if part.title_id in by_id
        ],
    )
