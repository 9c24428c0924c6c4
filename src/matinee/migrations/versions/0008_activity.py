"""What was played by day, the settings as last seen, and the journal by what an act was upon."""

from alembic import op

revision = "0008"
down_revision = "0007"


def upgrade() -> None:
    """Make the tables and the index."""
    op.execute(
        """
        create table stat_day (
            day date not null constraint stat_day_pkey primary key,
            plays integer not null,
            played_ms bigint not null,
            people integer not null,
            titles integer not null,
            counted_at timestamptz not null default now()
        )
        """
    )
    op.execute("comment on column stat_day.day is 'in UTC'")
    op.execute("comment on column stat_day.plays is 'playbacks begun'")
    op.execute("comment on column stat_day.played_ms is 'from their begin to their last sign of life'")
    op.execute("comment on column stat_day.titles is 'movies and series, an episode counts as its series'")
    op.execute(
        "create table setting_seen (name text not null constraint setting_seen_pkey primary key, shown text not null)"
    )
    op.execute("comment on column setting_seen.shown is 'as `doctor` shows it: secrets hidden'")
    op.execute("create index journal_target_idx on journal (target_id, at)")
