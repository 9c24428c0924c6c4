"""Whether a title is unsorted is shown with it: a changed match makes what is kept of titles out of date."""

from alembic import op

revision = "0012"
down_revision = "0011"


def upgrade() -> None:
    """Let the table tell, as those of the catalog do."""
    op.execute(
        "create trigger tell_changes after insert or update or delete or truncate on match "
        "for each statement execute function tell_changed_table('catalog')"
    )
