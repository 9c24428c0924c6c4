"""What a viewer may see, as SQL: a condition over columns that the catalog hands in."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import BindParameter, ColumnElement, Integer, and_, any_, bindparam, not_, or_, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.access.policy.viewer import Viewer

_LIBRARIES = ARRAY(PG_UUID(as_uuid=True))


@dataclass(frozen=True, slots=True)
class TitleColumns:
    """What of a title decides who sees it. All of it is handed in at once, so that no statement can forget a part."""

    minimum_age: ColumnElement[int]
    """In years, null when unknown."""
    is_hidden_by: Callable[[ColumnElement[UUID]], ColumnElement[bool]]
    """Tell whether this person hid the title, or the series that it is of."""


@dataclass(frozen=True, slots=True)
class ContentColumns:
    """The columns on which visibility rests."""

    library_id: ColumnElement[UUID]
    """The library that holds the thing (of `item_library`, or of the root of a file)."""
    title: TitleColumns | None = None
    """None where the thing is no title, or its title is asked beside it."""


class ViewerShape(NamedTuple):
    """All that decides the form of the condition; the values themselves are parameters.

    Statements are built once per shape and kept.
    """

    all_libraries: bool
    has_ceiling: bool
    sees_unrated: bool
    hides_titles: bool


def shape_of(viewer: Viewer) -> ViewerShape:
    """Give the form of this viewer's condition."""
    return ViewerShape(
        viewer.all_libraries,
        viewer.maximum_age is not None,
        viewer.sees_unrated,
        viewer.hidden_changed_at is not None,
    )


def viewer_parameters(viewer: Viewer) -> dict[str, object]:
    """Give the values of the named parameters in conditions made by `visible_in_shape`."""
    parameters: dict[str, object] = {}
    if not viewer.all_libraries:
        parameters["viewer_libraries"] = sorted(viewer.library_ids)
    if viewer.maximum_age is not None:
        parameters["viewer_maximum_age"] = viewer.maximum_age
    if viewer.hidden_changed_at is not None:
        parameters["viewer_person"] = viewer.user_id
    return parameters


def permission_set(viewer: Viewer) -> str:
    """Name all that decides what this viewer may see: a part of the key of whatever is kept for viewers alike."""
    decides = repr((shape_of(viewer), sorted(viewer_parameters(viewer).items()), viewer.hidden_changed_at))
    return hashlib.blake2b(decides.encode(), digest_size=12).hexdigest()


def seeing_hidden(viewer: Viewer) -> Viewer:
    """Give the same viewer as if nothing were hidden: for the list of what is hidden, and for showing it again."""
    return msgspec.structs.replace(viewer, hidden_changed_at=None)


def visible_in_shape(shape: ViewerShape, columns: ContentColumns) -> ColumnElement[bool]:
    """Give the condition with named parameters, to be run with `viewer_parameters`."""
    return _condition(
        shape,
        columns,
        bindparam("viewer_libraries", type_=_LIBRARIES),
        bindparam("viewer_maximum_age", type_=Integer()),
        bindparam("viewer_person", type_=PG_UUID(as_uuid=True)),
    )


def visible_to(viewer: Viewer, columns: ContentColumns) -> ColumnElement[bool]:
    """Give the condition under which a row is visible to this viewer, values included."""
    return _condition(
        shape_of(viewer),
        columns,
        bindparam("viewer_libraries", sorted(viewer.library_ids), type_=_LIBRARIES, unique=True),
        bindparam("viewer_maximum_age", viewer.maximum_age, type_=Integer(), unique=True),
        bindparam("viewer_person", viewer.user_id, type_=PG_UUID(as_uuid=True), unique=True),
    )


def _condition(
    shape: ViewerShape,
    columns: ContentColumns,
    granted: BindParameter[Sequence[UUID]],
    ceiling: ColumnElement[int],
    person: ColumnElement[UUID],
) -> ColumnElement[bool]:
    conditions: list[ColumnElement[bool]] = []
    if not shape.all_libraries:
        conditions.append(columns.library_id == any_(granted))
    title = columns.title
    if shape.has_ceiling and title is not None:
        within = title.minimum_age <= ceiling
        conditions.append(or_(within, title.minimum_age.is_(None)) if shape.sees_unrated else within)
    if shape.hides_titles and title is not None:
        conditions.append(not_(title.is_hidden_by(person)))
    return and_(true(), *conditions)
