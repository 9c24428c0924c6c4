"""What each metadata provider said of an item, and what was made of it."""

from alembic import op

revision = "0002"
down_revision = "0001"

SQL = """
CREATE TABLE item_answer (
    item_id UUID NOT NULL,
    provider TEXT NOT NULL,
    mark TEXT NOT NULL,
    said JSONB NOT NULL,
    watched JSONB,
    notes JSONB DEFAULT '[]' NOT NULL,
    asked_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT item_answer_pkey PRIMARY KEY (item_id, provider),
    CONSTRAINT item_answer_item_id_fkey FOREIGN KEY(item_id) REFERENCES item (id) ON DELETE CASCADE
);

COMMENT ON COLUMN item_answer.mark IS 'what the answer rests on: while it is the same, nobody asks again';

COMMENT ON COLUMN item_answer.said IS 'a description';

COMMENT ON COLUMN item_answer.watched IS 'what the source says of being watched: {play_count, watched, last_played}';

COMMENT ON COLUMN item_answer.notes IS 'what was refused, field:reason';

CREATE TABLE item_dressing (
    item_id UUID NOT NULL,
    underneath JSONB NOT NULL,
    written JSONB NOT NULL,
    refreshed_at TIMESTAMP WITH TIME ZONE NOT NULL,
    CONSTRAINT item_dressing_pkey PRIMARY KEY (item_id),
    CONSTRAINT item_dressing_item_id_fkey FOREIGN KEY(item_id) REFERENCES item (id) ON DELETE CASCADE
);

COMMENT ON COLUMN item_dressing.underneath IS 'columns as they were before providers spoke';

COMMENT ON COLUMN item_dressing.written IS 'what providers'' answers came to when last written';

CREATE INDEX item_dressing_refreshed_idx ON item_dressing (refreshed_at);
"""


def upgrade() -> None:
    """Lay the tables."""
    for statement in SQL.split(";\n\n"):
        op.execute(statement)
