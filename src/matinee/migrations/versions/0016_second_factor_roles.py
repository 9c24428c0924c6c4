"""Roles whose accounts need a second factor, as administrators decide; a change is told to all processes."""

from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Add the column and its trigger; old programs go on asking single accounts only."""
    op.execute("alter table server add column second_factor_roles text[] not null default '{}'")
    op.execute("comment on column server.second_factor_roles is 'roles whose accounts need a second factor'")
    op.execute(
        "create trigger tell_changes after update of second_factor_roles on server "
        "for each statement execute function tell_changed_table('second_factors')"
    )
