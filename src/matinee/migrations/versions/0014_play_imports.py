"""Imports of plays can be taken back: what each changed is kept."""

from alembic import op

revision = "0014"
down_revision = "0013"

SQL = """
CREATE TABLE play_import (
    id UUID NOT NULL,
    account_id UUID NOT NULL,
    at TIMESTAMP WITH TIME ZONE NOT NULL,
    changes JSONB NOT NULL,
    undone_at TIMESTAMP WITH TIME ZONE,
    CONSTRAINT play_import_pkey PRIMARY KEY (id),
    CONSTRAINT play_import_account_id_fkey FOREIGN KEY(account_id) REFERENCES account (id) ON DELETE CASCADE
);

COMMENT ON COLUMN play_import.changes IS '[{item, play, before, after}]: states as {watched, play_count, last}; null where there was none';

CREATE INDEX play_import_account_idx ON play_import (account_id, at);
"""


def upgrade() -> None:
    """Make the table."""
    op.execute(SQL)
