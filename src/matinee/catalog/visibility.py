"""The one place that says which rows of the catalog a viewer may see: by library, age, and what the viewer hid."""

from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, Select, Text, and_, exists, func, literal, not_, select

from matinee.access.policy import ContentColumns, TitleColumns, ViewerShape, visible_in_shape
from matinee.catalog.tables import file, image, item, item_library, part, state, version


def title_columns(items: FromClause | None = None) -> TitleColumns:
    """Give what of an item row (of `items`, an alias of `item`) decides who sees it, beside its libraries."""
    columns = (items if items is not None else item).c

    def is_hidden_by(person: ColumnElement[UUID]) -> ColumnElement[bool]:
        return title_of(items).in_(_hidden_titles(person))

    return TitleColumns(columns.minimum_age, is_hidden_by)


def _hidden_titles(person: ColumnElement[UUID]) -> Select[UUID]:
    mark = state.alias()
    return select(mark.c.entity_id).where(mark.c.account_id == person, mark.c.hidden)


def title_of(items: FromClause | None = None) -> ColumnElement[UUID]:
    """Give the movie or series that an item row is or belongs to: an episode's series, the film of a trailer."""
    columns = (items if items is not None else item).c
    return func.coalesce(columns.series_id, columns.parent_id, columns.id)


def item_is_visible(
    shape: ViewerShape,
    items: FromClause | None = None,
    kind: str | None = None,
    library: ColumnElement[UUID] | None = None,
) -> ColumnElement[bool]:
    """Tell whether an item row lies in a granted library, within the age ceiling, in no title that the viewer hid.

    A list of one `kind` says so: how many titles of it the granted libraries hold then decides how the list is read.
    With `library` only that one counts, and only where it is granted.
    """
    columns = (items if items is not None else item).c
    held = item_library.alias()
    return exists().where(
        held.c.item_id == columns.id,
        *([] if kind is None else [held.c.kind == literal(kind, Text())]),
        *([] if library is None else [held.c.library_id == library]),
        visible_in_shape(shape, ContentColumns(held.c.library_id, title_columns(items))),
    )


def holding_is_visible(shape: ViewerShape, holdings: FromClause | None = None) -> ColumnElement[bool]:
    """Tell whether an `item_library` row is of a granted library (of its item ask `item_is_visible` beside it)."""
    columns = (holdings if holdings is not None else item_library).c
    return visible_in_shape(shape, ContentColumns(columns.library_id))


def held_is_visible(shape: ViewerShape, holdings: FromClause) -> ColumnElement[bool]:
    """Tell whether the item of an `item_library` row may be seen by this holding, which carries all that decides it."""
    columns = holdings.c

    def is_hidden_by(person: ColumnElement[UUID]) -> ColumnElement[bool]:
        return columns.title_id.in_(_hidden_titles(person))

    return visible_in_shape(shape, ContentColumns(columns.library_id, TitleColumns(columns.item_age, is_hidden_by)))


def version_is_visible(shape: ViewerShape) -> ColumnElement[bool]:
    """Tell whether a version's files lie in a granted library (of its item ask `item_is_visible` beside it)."""
    return visible_in_shape(shape, ContentColumns(version.c.library_id))


def file_is_visible(shape: ViewerShape, library_id: ColumnElement[UUID]) -> ColumnElement[bool]:
    """Tell whether a file row lies in a granted library, and every title that it is filed under may be seen."""
    granted = visible_in_shape(shape, ContentColumns(library_id))
    if not (shape.has_ceiling or shape.hides_titles):
        return granted
    unseen = exists().where(
        part.c.file_id == file.c.id,
        part.c.version_id == version.c.id,
        version.c.item_id == item.c.id,
        not_(item_is_visible(shape)),
    )
    return and_(granted, not_(unseen))


def image_is_visible(shape: ViewerShape) -> ColumnElement[bool]:
    """Tell whether a picture may be shown: one taken from files belongs to the library of those files."""
    return image.c.library_id.is_(None) | visible_in_shape(shape, ContentColumns(image.c.library_id))
