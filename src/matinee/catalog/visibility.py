"""The one place that says which rows of the catalog a viewer may see: by library of at least one file, and by age."""

from sqlalchemy import ColumnElement, FromClause, Text, exists, literal

from matinee.access.policy import ContentColumns, ViewerShape, visible_in_shape
from matinee.catalog.tables import image, item, item_library, version


def item_is_visible(
    shape: ViewerShape, items: FromClause | None = None, kind: str | None = None
) -> ColumnElement[bool]:
    """Tell whether an item row (of `items`, an alias of `item`) lies in a granted library, within the age ceiling.

    A list of one `kind` says so: how many titles of it the granted libraries hold then decides how the list is read.
    """
    columns = (items if items is not None else item).c
    held = item_library.alias()
    return exists().where(
        held.c.item_id == columns.id,
        *([] if kind is None or shape.all_libraries else [held.c.kind == literal(kind, Text())]),
        visible_in_shape(shape, ContentColumns(held.c.library_id, columns.minimum_age)),
    )


def holding_is_visible(shape: ViewerShape, holdings: FromClause | None = None) -> ColumnElement[bool]:
    """Tell whether an `item_library` row is of a granted library (the age is the item's: ask that beside it)."""
    columns = (holdings if holdings is not None else item_library).c
    return visible_in_shape(shape, ContentColumns(columns.library_id))


def version_is_visible(shape: ViewerShape) -> ColumnElement[bool]:
    """Tell whether a version's files lie in a granted library."""
    return visible_in_shape(shape, ContentColumns(version.c.library_id))


def image_is_visible(shape: ViewerShape) -> ColumnElement[bool]:
    """Tell whether a picture may be shown: one taken from files belongs to the library of those files."""
    return image.c.library_id.is_(None) | visible_in_shape(shape, ContentColumns(image.c.library_id))
