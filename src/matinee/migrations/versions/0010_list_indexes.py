"""Indexes that lists of favourites, of what was never played and of watched episodes read; what a library holds."""

from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add them; old programs are merely faster with them."""
    op.execute("create index item_kind_id_idx on item (kind, id)")
    op.execute("create index state_watched_idx on state (account_id, entity_id) where watched")
    op.execute("create index state_favourite_idx on state (account_id, entity_id) where favourite")
    # Without this, the planner takes a library of shows for one that holds its share of the movies, too.
    op.execute("create statistics item_library_kinds (mcv, dependencies) on library_id, kind from item_library")
    op.execute("analyze item_library")
