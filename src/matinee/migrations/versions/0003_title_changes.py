"""Changes to titles that can be undone, and the year files are grouped by apart from the one that is shown."""

from alembic import op

revision = "0003"
down_revision = "0002"

SQL = """
CREATE TABLE title_change (
    id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE DEFAULT now() NOT NULL,
    kind TEXT NOT NULL,
    account_id UUID,
    account_name TEXT,
    library_ids UUID[] NOT NULL,
    item_ids UUID[] NOT NULL,
    file_ids UUID[] DEFAULT '{}' NOT NULL,
    summary JSONB DEFAULT '{}' NOT NULL,
    rows JSONB NOT NULL,
    undone_at TIMESTAMP WITH TIME ZONE,
    undone_by UUID,
    CONSTRAINT title_change_pkey PRIMARY KEY (id),
    CONSTRAINT title_change_kind_check CHECK (kind in ('match', 'split', 'merge_titles', 'merge_versions', 'move_episode', 'edit'))
);

COMMENT ON COLUMN title_change.account_id IS 'who did it; null: the server itself';

COMMENT ON COLUMN title_change.account_name IS 'copied in: the record outlives the account';

COMMENT ON COLUMN title_change.library_ids IS 'whoever acts on the change must see all of them';

COMMENT ON COLUMN title_change.summary IS 'what it did, for people';

COMMENT ON COLUMN title_change.rows IS '[table, row before, row after], null where there was none';

CREATE INDEX title_change_at_idx ON title_change (at, id);

CREATE INDEX title_change_items_idx ON title_change USING gin (item_ids);

CREATE INDEX title_change_files_idx ON title_change USING gin (file_ids);

ALTER TABLE item ADD COLUMN match_year INTEGER;

COMMENT ON COLUMN item.match_year IS 'the year that files are grouped by; null: they say none';

UPDATE item SET match_year = year WHERE kind in ('movie', 'series') AND year IS NOT NULL;

CREATE INDEX match_locked_idx ON match (file_id) WHERE state = 'locked';
"""


def upgrade() -> None:
    """Apply."""
    op.execute(SQL)
