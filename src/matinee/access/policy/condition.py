"""What a viewer may see, as SQL: a condition over columns that the catalog hands in."""

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, or_, true

from matinee.access.policy.viewer import Viewer


@dataclass(frozen=True, slots=True)
class ContentColumns:
    """The columns on which visibility rests."""

    library_id: ColumnElement[UUID]
    """The library that holds the thing (of `item_library`, or of the root of a file)."""
    minimum_age: ColumnElement[int] | None = None
    """The title's minimum age in years, null when unknown; None where no age applies."""


def visible_to(viewer: Viewer, columns: ContentColumns) -> ColumnElement[bool]:
    """Give the condition under which a row is visible to this viewer, for use in WHERE or EXISTS."""
    conditions: list[ColumnElement[bool]] = []
    if not viewer.all_libraries:
        conditions.append(columns.library_id.in_(sorted(viewer.library_ids)))
    if viewer.maximum_age is not None and columns.minimum_age is not None:
        within = columns.minimum_age <= viewer.maximum_age
        conditions.append(or_(within, columns.minimum_age.is_(None)) if viewer.sees_unrated else within)
    return and_(true(), *conditions)
