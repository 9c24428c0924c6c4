"""What is counted by day, and the settings as they were last seen."""

from sqlalchemy import BigInteger, Column, Date, Integer, Table, Text, text

from matinee.kit.db import metadata, timestamptz

stat_day = Table(
    "stat_day",
    metadata,
    Column("day", Date, primary_key=True, comment="in UTC"),
    Column("plays", Integer, nullable=False, comment="playbacks begun"),
    Column("played_ms", BigInteger, nullable=False, comment="from their begin to their last sign of life"),
    Column("people", Integer, nullable=False),
    Column("titles", Integer, nullable=False, comment="movies and series, an episode counts as its series"),
    Column("counted_at", timestamptz("x").type, nullable=False, server_default=text("now()")),
)

setting_seen = Table(
    "setting_seen",
    metadata,
    Column("name", Text, primary_key=True),
    Column("shown", Text, nullable=False, comment="as `doctor` shows it: secrets hidden"),
)
