"""How changes below a root are noticed."""

from alembic import op

revision = "0009"
down_revision = "0008"


def upgrade() -> None:
    """Add the columns; old programs do not look at them."""
    op.execute("alter table root add column watch text, add column watch_detail text")
    op.execute(
        "alter table root add constraint root_watch_check check (watch in ('watching', 'polled', 'limited', 'failed'))"
    )
    op.execute("comment on column root.watch is 'how changes are noticed beside timed scans; null: not said yet'")
    op.execute("comment on column root.watch_detail is 'in words, for the page'")
