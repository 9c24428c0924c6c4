"""Why a plan is held and why a disk is away, as words that stay the same, so that pages can say it in any language."""

from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    """Add the columns; old programs do not look at them."""
    op.execute("alter table scan add column holds jsonb not null default '[]'")
    op.execute("comment on column scan.holds is 'why a person must decide: code, folder, hidden and known files'")
    op.execute("alter table root add column state_code text")
    op.execute("comment on column root.state_code is 'a stable word: root_missing, not_answering, other_content…'")
