"""Pictures remember what they were made of: a poster that changed, and a card with an old title, are made anew."""

from alembic import op

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Add the column; old programs leave it empty, and what has none is made anew when its title is next dressed."""
    op.execute("alter table image add column mark text")
    op.execute("comment on column image.mark is 'what it was made of: size and time of its file, the words of a card'")
