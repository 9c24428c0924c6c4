"""What the scanner needs to follow files from place to place, and to list what it passes over."""

from alembic import op

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add an index on the size of videos, and the table of ignored paths."""
    op.execute("CREATE INDEX file_size_idx ON file (size_bytes) WHERE kind = 'video'")
    op.execute("""
        CREATE TABLE ignored_path (
            root_id UUID NOT NULL,
            path BYTEA NOT NULL,
            reason TEXT NOT NULL,
            detail TEXT,
            CONSTRAINT ignored_path_pkey PRIMARY KEY (root_id, path),
            CONSTRAINT ignored_path_root_id_fkey FOREIGN KEY(root_id) REFERENCES root (id) ON DELETE CASCADE
        )
    """)
    op.execute("COMMENT ON TABLE ignored_path IS 'what the last walk passed over'")
    op.execute("COMMENT ON COLUMN ignored_path.path IS 'below the root'")
    op.execute("COMMENT ON COLUMN ignored_path.reason IS 'a stable word: hidden, rule, sample, symlink_outside…'")
    op.execute("COMMENT ON COLUMN scan_issue.reason IS 'a stable word: permission_denied, not_answering…'")
