"""People over HTTP: whoever is credited with a title the viewer may see."""

from uuid import UUID

from litestar import get

from matinee.access import needs
from matinee.access.policy import Permission, Viewer
from matinee.catalog import ImageTags, PersonPage, person_page
from matinee.kit.db import Connection
from matinee.kit.resources import Resources


@get("/people/{person_id:uuid}", guards=[needs(Permission.READ)], tags=["People"], operation_id="get_person")
async def get_person(person_id: UUID, viewer: Viewer, tx: Connection, resources: Resources) -> PersonPage:
    """Give a person with the titles the viewer may see them in; 404 when there is none."""
    return await person_page(tx, viewer, person_id, resources.get(ImageTags))
