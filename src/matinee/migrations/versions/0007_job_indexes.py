"""Find jobs that wait to be run apart, and the jobs of a queue, without reading all that waits."""

from alembic import op

revision = "0007"
down_revision = "0006"

SQL = """
CREATE INDEX job_alone_idx ON job (id) WHERE state = 'waiting' and alone;
CREATE INDEX job_queue_idx ON job (queue, state, id);
"""


def upgrade() -> None:
    """Add the indexes."""
    op.execute(SQL)
