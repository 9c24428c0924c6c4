"""What a person watched below titles, by the series that their marks name: read from one index."""

from uuid import UUID

from sqlalchemy import ColumnElement, FromClause, and_, bindparam, true


def watched_below(marks: FromClause, series: ColumnElement[UUID] | None = None) -> ColumnElement[bool]:
    """Tell whether a row of `state` is of an episode (of this series) that the asking person watched."""
    columns = marks.c
    return and_(
        columns.account_id == bindparam("account"),
        true() if series is None else columns.title_id == series,
        columns.watched,
        columns.title_id != columns.entity_id,  # as the index says
    )
