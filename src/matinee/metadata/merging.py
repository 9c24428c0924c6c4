"""Merging what providers say, field by field, in the order of whom to believe."""

from collections.abc import Collection, Iterable, Mapping

from msgspec import UNSET

from matinee.catalog.describing import COLUMNS, FIELDS, Description

NAMES = "names"
"""What files are named, and whatever else stood in the catalog before providers spoke."""
_FIRST = ("nfo",)
_LAST = ("tags", NAMES)
_BY_FIELD = {"title": ("nfo", NAMES, "tags"), "sort_title": ("nfo", NAMES), "year": ("nfo", NAMES, "tags")}
"""Tags of a file are often those of its release; they only fill what nothing else says."""


def order_of(field: str, providers: Iterable[str], weak: Collection[str] = ()) -> tuple[str, ...]:
    """Give whom to believe in a field, the first that says anything wins; unlisted providers come in the middle.

    What stands underneath in a weak field ("Episode 3" for a title) is believed last.
    """
    others = tuple(sorted(set(providers) - {*_FIRST, *_LAST}))
    listed = None if field in weak else _BY_FIELD.get(field)
    return (listed[0], *others, *listed[1:]) if listed else (*_FIRST, *others, *_LAST)


def merged(
    answers: Mapping[str, Description], underneath: Description, before: Description, weak: Collection[str] = ()
) -> Description:
    """Give what is to be written.

    A field that was written before and that nobody speaks of any more falls back to what stood underneath, else it
    is emptied.
    """
    voices = {**answers, NAMES: underneath}
    chosen: dict[str, object] = {}
    for field in FIELDS:
        said = [getattr(voices[name], field) for name in order_of(field, answers, weak) if name in voices]
        heard = [each for each in said if each is not UNSET]
        if field == "external_ids":
            if together := _together(heard):
                chosen[field] = together
        elif heard:
            chosen[field] = heard[0]
        elif getattr(before, field) is not UNSET:
            chosen[field] = None if field in COLUMNS else ()
    return Description(**chosen)  # pyright: ignore[reportArgumentType] - each value is of its field's type


def _together(heard: list[dict[str, str]]) -> dict[str, str]:
    """Ids of all providers are kept; of two for one provider, the one believed first."""
    ids: dict[str, str] = {}
    for each in reversed(heard):
        ids |= each
    return ids


def underneath_of(
    answers: Mapping[str, Description], now: Description, underneath: Description, before: Description
) -> Description:
    """Remember what stands in columns that providers are about to write.

    What differs from what was written last was put there by someone else since (a rename, a match), and counts as
    what stands underneath.
    """
    spoken = {field for said in answers.values() for field in COLUMNS if getattr(said, field) is not UNSET}
    kept: dict[str, object] = {}
    for field in spoken | {field for field in COLUMNS if getattr(before, field) is not UNSET}:
        written, stands = getattr(before, field), getattr(now, field)
        kept[field] = stands if written is UNSET or written != stands else getattr(underneath, field)
    return Description(**{field: value for field, value in kept.items() if value is not None})  # pyright: ignore[reportArgumentType] - each value is of its field's type
