"""Lists of titles: any sort and filter, by cursor (any depth costs the same) or by offset (for the virtual grid)."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from enum import StrEnum
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

import msgspec
from sqlalchemy import (
    ColumnElement,
    DateTime,
    FromClause,
    Integer,
    Row,
    Select,
    Text,
    and_,
    bindparam,
    exists,
    func,
    literal_column,
    select,
    tuple_,
)
from sqlalchemy.dialects.postgresql import UUID as PG_UUID
from sqlalchemy.dialects.postgresql import aggregate_order_by
from sqlalchemy.types import TypeEngine

from matinee.access.policy import Viewer, ViewerShape, shape_of, viewer_parameters
from matinee.catalog.naming import fold
from matinee.catalog.repository.marks import watched_below
from matinee.catalog.schemas import IndexGroup, ListIndex
from matinee.catalog.tables import genre, item, item_genre, item_library, state
from matinee.catalog.visibility import held_is_visible, holding_is_visible, item_is_visible
from matinee.kit.db import Connection, decode_cursor, encode_cursor
from matinee.kit.errors import Invalid


class Sort(StrEnum):
    """What a list may be ordered by; a leading `-` in the query turns it round."""

    TITLE = "title"
    ADDED = "added_at"
    YEAR = "year"
    RATING = "rating"
    PLAYED = "last_played_at"


class ListForm(NamedTuple):
    """The form of a list's statement: it is built once for each."""

    kind: str
    sort: Sort
    descending: bool
    by_genre: bool
    by_year: bool
    watched: bool | None
    favourite: bool | None
    by_library: bool


class TitleQuery(msgspec.Struct, frozen=True):
    """One list of titles: which, in what order."""

    kind: str
    sort: Sort = Sort.TITLE
    descending: bool = False
    genre: str | None = None
    year: int | None = None
    watched: bool | None = None
    favourite: bool | None = None
    library_id: UUID | None = None

    @classmethod
    def parse_sort(cls, text: str) -> tuple[Sort, bool]:
        """Read a sort as `title` or `-added_at`; anything else is refused."""
        try:
            return Sort(text.removeprefix("-")), text.startswith("-")
        except ValueError as error:
            choices = ", ".join(sort.value for sort in Sort)
            raise Invalid(f"Lists are sorted by one of: {choices}, with a leading '-' for the other way.") from error

    def form(self) -> ListForm:
        """Give all that decides the statement's form; the values are parameters."""
        return ListForm(
            self.kind,
            self.sort,
            self.descending,
            by_genre=self.genre is not None,
            by_year=self.year is not None,
            watched=self.watched,
            favourite=self.favourite,
            by_library=self.library_id is not None,
        )

    def parameters(self) -> dict[str, object]:
        """Give the filters' values."""
        genre_name = None if self.genre is None else fold(self.genre) or self.genre.casefold()
        given = {"genre": genre_name, "year": self.year, "library": self.library_id}
        return {name: value for name, value in given.items() if value is not None}


class IdPage(msgspec.Struct, frozen=True):
    """Ids of one page, and where the next begins."""

    ids: list[UUID]
    next_cursor: str | None


_NEVER: ColumnElement[datetime] = literal_column("'epoch'::timestamptz", DateTime(timezone=True))
"""When a title was last played that never was."""

_KEY_TYPES: dict[Sort, type[tuple[Any, UUID]]] = {
    Sort.TITLE: tuple[str, UUID],
    Sort.ADDED: tuple[datetime, UUID],
    Sort.YEAR: tuple[int, UUID],
    Sort.RATING: tuple[float, UUID],
    Sort.PLAYED: tuple[datetime, UUID],
}


async def page_by_cursor(tx: Connection, viewer: Viewer, query: TitleQuery, limit: int, cursor: str | None) -> IdPage:
    """Give one page of ids after the cursor (None: from the start)."""
    name = _sort_name(query)
    parameters = _parameters(viewer, query)
    if cursor is not None:
        after = decode_cursor(cursor, name, _KEY_TYPES[query.sort])
        parameters |= {"after_key": after[0], "after_id": after[1]}
    rows: list[Row[Any]] = []
    for statement in _pages(shape_of(viewer), query.form(), cursor is not None):
        if len(rows) <= limit:
            rows += (await tx.execute(statement, parameters | {"limit": limit + 1 - len(rows)})).all()
    next_cursor = encode_cursor(name, (rows[limit - 1].key, rows[limit - 1].id)) if len(rows) > limit else None
    return IdPage([row.id for row in rows[:limit]], next_cursor)


async def anchors(tx: Connection, viewer: Viewer, query: TitleQuery, step: int) -> tuple[int, list[str]]:
    """Give the total, and a cursor after every `step` titles: places from which any offset is near."""
    statement = _every(shape_of(viewer), query.form())
    row = (await tx.execute(statement, _parameters(viewer, query) | {"step": step})).one()
    name = _sort_name(query)
    return row.total, [encode_cursor(name, each) for each in zip(row.keys_, row.ids, strict=True)] if row.ids else []


async def list_index(tx: Connection, viewer: Viewer, query: TitleQuery) -> ListIndex:
    """Give the jump rail: letters for titles, months for the date of adding, years or whole ratings otherwise."""
    rows = (await tx.execute(_rail(shape_of(viewer), query.form()), _parameters(viewer, query))).all()
    sizes: dict[str, int] = {}
    offsets: dict[str, int] = {}
    total = 0
    for row in rows:
        label = _label(row.mark)
        offsets.setdefault(label, total)
        sizes[label] = sizes.get(label, 0) + row.size
        total += row.size
    return ListIndex(total=total, groups=[IndexGroup(each, offsets[each], sizes[each]) for each in offsets])


async def count_titles(tx: Connection, viewer: Viewer, query: TitleQuery) -> int:
    """Count the titles of a list."""
    selected = _selected(shape_of(viewer), query.form()._replace(sort=Sort.TITLE), whole=True).subquery()
    return (await tx.execute(select(func.count()).select_from(selected), _parameters(viewer, query))).scalar_one()


def _sort_name(query: TitleQuery) -> str:
    return f"{query.kind}:{'-' if query.descending else ''}{query.sort}"


def _parameters(viewer: Viewer, query: TitleQuery) -> dict[str, object]:
    return {**viewer_parameters(viewer), **query.parameters(), "account": viewer.user_id}


def _key(sort: Sort) -> ColumnElement[Any]:
    if sort is Sort.ADDED:
        return item_library.c.added_at
    if sort is Sort.YEAR:
        return func.coalesce(item.c.year, 0)
    if sort is Sort.RATING:
        return func.coalesce(item.c.rating, -1.0)
    if sort is Sort.PLAYED:
        return func.coalesce(state.c.last_played_at, _NEVER)
    return item.c.sort_title


def _key_type(sort: Sort) -> TypeEngine[Any]:
    return {Sort.TITLE: Text(), Sort.YEAR: Integer(), Sort.RATING: item.c.rating.type}.get(
        sort, DateTime(timezone=True)
    )


def _kind_to_read_first(shape: ViewerShape, form: ListForm) -> str | None:
    """A page is read along its order, but for what may be a small part of much: the movies of some libraries."""
    return None if shape.all_libraries or form.kind == "series" else form.kind


def _selected(shape: ViewerShape, form: ListForm, *, whole: bool) -> Select[*tuple[Any, ...]]:
    """All rows of a list with their sort key, in no order. Merged titles are in no library, so in no list."""
    kind, sort = form.kind, form.sort
    statement = select(item.c.id, _key(sort).label("key"))
    if sort is Sort.ADDED:  # the holding says the kind: said of both, the planner takes it for two narrow conditions
        statement = statement.join(item_library, item_library.c.item_id == item.c.id).where(
            item_library.c.kind == kind, _first_visible_holding(shape), _is_listed(shape, form, None)
        )
    else:
        first = kind if whole else _kind_to_read_first(shape, form)
        statement = statement.where(item.c.kind == kind, _is_listed(shape, form, first))
    if sort is Sort.PLAYED:
        mine = and_(state.c.account_id == bindparam("account"), state.c.entity_id == item.c.id)
        statement = statement.outerjoin(state, mine)
    return statement.where(*_filters(shape, form))


def _filters(shape: ViewerShape, form: ListForm, marks: FromClause | None = None) -> Iterator[ColumnElement[bool]]:
    """Narrow a list; `marks` is the person's row of `state`, where each row of the list has one beside it."""
    if form.by_genre:
        named = select(genre.c.id).where(genre.c.name_folded == bindparam("genre", type_=Text())).scalar_subquery()
        yield exists().where(item_genre.c.item_id == item.c.id, item_genre.c.genre_id == named)
    if form.by_year:
        yield _key(Sort.YEAR) == bindparam("year", type_=Integer())
    if form.watched is not None:
        is_watched = _is_watched(shape) if form.kind == "series" else _mine("watched", marks)
        yield is_watched if form.watched else ~is_watched
    if form.favourite is not None:
        is_favourite = _mine("favourite", marks)
        yield is_favourite if form.favourite else ~is_favourite


def _is_listed(shape: ViewerShape, form: ListForm, kind: str | None) -> ColumnElement[bool]:
    """Tell whether the viewer may see a title: of one library, whether they may by that library.

    With a `kind`, said of the holding too, the planner reads the granted holdings first; without, the list.
    """
    library = bindparam("library", type_=PG_UUID(as_uuid=True)) if form.by_library else None
    return item_is_visible(shape, kind=kind, library=library)


def _first_visible_holding(shape: ViewerShape) -> ColumnElement[bool]:
    """Of a title in several granted libraries, only the earliest holding counts."""
    earlier = item_library.alias("earlier")
    return ~exists().where(
        earlier.c.item_id == item_library.c.item_id,
        holding_is_visible(shape, earlier),
        tuple_(earlier.c.added_at, earlier.c.library_id) < tuple_(item_library.c.added_at, item_library.c.library_id),
    ) & holding_is_visible(shape)


def _mine(flag: str, marks: FromClause | None) -> ColumnElement[bool]:
    if marks is not None:
        return marks.c[flag]
    mine = state.alias("mine")
    return exists().where(mine.c.account_id == bindparam("account"), mine.c.entity_id == item.c.id, mine.c[flag])


def _is_watched(shape: ViewerShape) -> ColumnElement[bool]:
    """Tell whether a series is watched: it has episodes that the viewer may see, and none is left."""
    below, seen = item_library.alias("below"), state.alias("seen")
    is_seen = exists().where(watched_below(seen, below.c.title_id), seen.c.entity_id == below.c.item_id)
    episodes = (
        select(below.c.item_id)
        .where(below.c.title_id == item.c.id, below.c.kind == "episode", held_is_visible(shape, below))
        .offset(literal_column("0"))  # asked series by series: else those of all are gone through for a page of fifty
        .correlate(item)
    )
    return episodes.exists() & ~episodes.where(~is_seen).exists()


@cache
def _pages(shape: ViewerShape, form: ListForm, after: bool) -> Sequence[Select[*tuple[Any, ...]]]:  # noqa: FBT001 - part of the form
    """Give the statements that make a page: all but the first are run where those before left room on it."""
    if form.sort is Sort.PLAYED:
        return _pages_by_play(shape, form, after)
    statement = _selected(shape, form, whole=False)
    key = _key(form.sort)
    tie = item_library.c.item_id if form.sort is Sort.ADDED else item.c.id  # of the table that the index is on
    return [_ordered(statement, form, key, tie, after)]


def _pages_by_play(shape: ViewerShape, form: ListForm, after: bool) -> Sequence[Select[*tuple[Any, ...]]]:  # noqa: FBT001 - as above
    """What was played and what never was are read apart, each from an index.

    Proving that somebody has played all there is reads everything, which the page of what they played does not need.
    """
    titles = select(item.c.id).where(
        item.c.kind == form.kind, _is_listed(shape, form, _kind_to_read_first(shape, form))
    )
    mine = and_(
        state.c.account_id == bindparam("account"),
        state.c.entity_id == item.c.id,
        state.c.last_played_at.is_not(None),
    )
    played = titles.add_columns(state.c.last_played_at.label("key")).join(state, mine)
    played = played.where(*_filters(shape, form, state))
    never = titles.add_columns(_NEVER.label("key")).where(*_filters(shape, form))
    never = never.where(~exists(state.c.entity_id).where(mine).correlate(item))
    parts = [
        _ordered(played, form, state.c.last_played_at, item.c.id, after),
        _ordered(never, form, _NEVER, item.c.id, after),
    ]
    return parts if form.descending else parts[::-1]


def _ordered(
    statement: Select[*tuple[Any, ...]],
    form: ListForm,
    key: ColumnElement[Any],
    tie: ColumnElement[UUID],
    after: bool,  # noqa: FBT001 - as above
) -> Select[*tuple[Any, ...]]:
    if after:
        row = tuple_(key, tie)
        mark = tuple_(bindparam("after_key", type_=_key_type(form.sort)), bindparam("after_id", type_=item.c.id.type))
        statement = statement.where(row < mark if form.descending else row > mark)
    order = (key.desc(), tie.desc()) if form.descending else (key, tie)
    return statement.order_by(*order).limit(bindparam("limit"))


@cache
def _every(shape: ViewerShape, form: ListForm) -> Select[*tuple[Any, ...]]:
    """Count a list, and take what stands at every `step`-th place of it."""
    selected = _selected(shape, form, whole=True).subquery("selected")
    order = (selected.c.key.desc(), selected.c.id.desc()) if form.descending else (selected.c.key, selected.c.id)
    place = func.row_number().over(order_by=order).label("place")
    numbered = select(selected.c.id, selected.c.key, place).subquery("numbered")
    is_step = numbered.c.place % bindparam("step", type_=Integer()) == 0
    return select(
        func.count().label("total"),
        func.array_agg(aggregate_order_by(numbered.c.key, numbered.c.place)).filter(is_step).label("keys_"),
        func.array_agg(aggregate_order_by(numbered.c.id, numbered.c.place)).filter(is_step).label("ids"),
    )


@cache
def _rail(shape: ViewerShape, form: ListForm) -> Select[*tuple[Any, ...]]:
    """Count what begins alike. A mark never falls while the sort key rises, so the sizes add up to offsets."""
    selected = _selected(shape, form, whole=True).subquery("selected")
    mark = _mark(form.sort, selected.c.key).label("mark")
    order = mark.desc() if form.descending else mark
    return select(mark, func.count().label("size")).group_by(mark).order_by(order)


def _mark(sort: Sort, key: ColumnElement[Any]) -> ColumnElement[Any]:
    if sort is Sort.TITLE:
        return func.left(key, 1)
    if sort in {Sort.ADDED, Sort.PLAYED}:
        return func.date_trunc("month", key)
    return func.floor(key).cast(Integer)


def _label(mark: str | int | datetime) -> str:
    if isinstance(mark, datetime):
        return f"{mark:%Y-%m}"
    if isinstance(mark, int):
        return str(mark)
    letter = mark.upper()
    return letter if len(letter) == 1 and letter.isalpha() else "#"
