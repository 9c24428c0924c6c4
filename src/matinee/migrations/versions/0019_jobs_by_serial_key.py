"""Waiting jobs are found by their serial key: what somebody looks at is probed before the rest."""

from alembic import op

revision = "0019"
down_revision = "0018"


def upgrade() -> None:
    """Add the index; old programs do not ask by it."""
    op.execute("create index job_serial_waiting_idx on job (serial_key) where state = 'waiting'")
