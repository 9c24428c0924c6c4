"""Which rows a change keeps, and how each comes back."""

import msgspec


class Kept(msgspec.Struct, frozen=True):
    """One table: which of its rows belong to a set of items and files, and what undo does with them."""

    name: str
    key: tuple[str, ...]
    condition: str
    """SQL over the alias `t`, with `:items` and `:files`."""
    compared: tuple[str, ...] = ()
    """Columns that must still hold what the change left there, where it altered them; else undo is refused."""
    restored: tuple[str, ...] = ()
    """Columns undo sets back, where the change altered them; empty: the whole row."""
    yields: bool = False
    """A row that was altered since stays as it is now: what somebody watched since the change is not undone."""
    dressed: tuple[str, ...] = ()
    """Compared columns that a refresh writes, too: only a value that somebody locked is a change since."""
    yielding: tuple[str, ...] = ()
    """Restored columns that stay as they are now where they were altered since."""
    removes: bool = True
    """Undo deletes what the change made."""


_OF_ITEM = "t.item_id = any(:items)"
_VERSIONS = """
    t.item_id = any(:items)
    or t.id in (select version_id from part where file_id = any(:files))
"""
_PARTS = """
    t.file_id = any(:files)
    or t.version_id in (select id from version where item_id = any(:items))
    or t.version_id in (select version_id from part where file_id = any(:files))
"""
_IDENTITY = (
    "parent_id",
    "series_id",
    "season_number",
    "episode_number",
    "title",
    "match_key",
    "match_year",
    "year",
    "merged_into",
    "locked_fields",
)
_DESCRIPTION = (
    "episode_number_to",
    "absolute_number",
    "air_date",
    "end_date",
    "sort_title",
    "original_title",
    "overview",
    "tagline",
    "status",
    "runtime_ms",
    "rating",
    "certificate",
    "minimum_age",
)
"""What a refresh may have written since: undo sets it back only where it is as the change left it."""

KEPT: tuple[Kept, ...] = (
    Kept(
        "item",
        ("id",),
        "t.id = any(:items)",
        compared=_IDENTITY,
        restored=(*_IDENTITY, *_DESCRIPTION),
        dressed=("title", "year"),
        yielding=_DESCRIPTION,
        removes=False,
    ),
    Kept("item_library", ("item_id", "library_id"), _OF_ITEM, removes=False),
    Kept("version", ("id",), _VERSIONS, compared=("item_id",), restored=("item_id", "ordinal"), removes=False),
    Kept("part", ("id",), _PARTS, compared=("version_id", "file_id")),
    Kept("match", ("file_id",), "t.file_id = any(:files)", compared=("state", "item_ids", "chosen_by")),
    Kept("external_id", ("owner_id", "provider", "value"), "t.owner_id = any(:items)"),
    Kept("item_genre", ("item_id", "genre_id"), _OF_ITEM, compared=("ordinal",)),
    Kept("item_studio", ("item_id", "studio_id"), _OF_ITEM, compared=("ordinal",)),
    Kept("item_tag", ("item_id", "tag_id"), _OF_ITEM, compared=("ordinal",)),
    Kept("state", ("account_id", "entity_id"), "t.entity_id = any(:items)", yields=True),
    Kept("play", ("id",), "t.entity_id = any(:items)", restored=("entity_id",), yields=True, removes=False),
)
"""In the order in which rows may be written: what is referred to before what refers to it."""

VOLATILE = frozenset({"updated_at", "presence", "missing_since", "present_files", "added_at", "title_id", "item_age"})
"""Columns that follow from others, or only tell when: no difference, and never set back."""
