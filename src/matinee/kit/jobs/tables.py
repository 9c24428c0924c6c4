"""The queue's tables: jobs, the workers that are alive, due times of periodic jobs, paused queues."""

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Double,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Table,
    Text,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB

from matinee.kit.db.schema import metadata, timestamptz

STATES = ("scheduled", "waiting", "running", "retrying", "completed", "cancelled", "discarded")
PENDING = "state in ('scheduled', 'waiting', 'retrying')"
_moment = timestamptz("x").type

job = Table(
    "job",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("kind", Text, nullable=False),
    Column("queue", Text, nullable=False),
    Column("priority", Integer, nullable=False, server_default=text("0"), comment="higher first"),
    Column("arguments", JSONB, nullable=False),
    Column("state", Text, nullable=False),
    Column("unique_key", LargeBinary, comment="hash of kind and arguments; two with one key never run together"),
    Column("absorbs", Boolean, nullable=False, server_default=text("false"), comment="takes in repeats of its key"),
    Column("serial_key", Text, comment="two with one key never run together"),
    Column("run", Integer, nullable=False, server_default=text("0"), comment="the fence: each start raises it"),
    Column("attempt", Integer, nullable=False, server_default=text("0")),
    Column("attempts", Integer, nullable=False),
    Column("alone", Boolean, nullable=False, server_default=text("false"), comment="was found on a dead worker"),
    Column("deaths", Integer, nullable=False, server_default=text("0"), comment="of its worker, while alone"),
    Column("worker_id", BigInteger),
    Column("cancel_requested_at", _moment),
    Column("progress", JSONB, comment="{phase, current, total, message}"),
    Column("result", JSONB),
    Column("errors", JSONB, nullable=False, server_default=text("'[]'"), comment="[{at, text}], the last ten"),
    Column("created_at", _moment, nullable=False, server_default=text("now()")),
    Column("due_at", _moment, nullable=False, server_default=text("now()")),
    Column("started_at", _moment),
    Column("finished_at", _moment),
    CheckConstraint("state in (" + ", ".join(f"'{state}'" for state in STATES) + ")", name="state"),
    Index("job_fetch_idx", "queue", text("priority desc"), "due_at", "id", postgresql_where=text("state = 'waiting'")),
    Index("job_alone_idx", "id", postgresql_where=text("state = 'waiting' and alone")),
    Index("job_due_idx", "due_at", postgresql_where=text("state in ('scheduled', 'retrying')")),
    Index("job_absorbs_key", "unique_key", unique=True, postgresql_where=text(f"absorbs and {PENDING}")),
    Index("job_unique_running_key", "unique_key", unique=True, postgresql_where=text("state = 'running'")),
    Index("job_serial_running_key", "serial_key", unique=True, postgresql_where=text("state = 'running'")),
    Index("job_serial_waiting_idx", "serial_key", postgresql_where=text("state = 'waiting'")),
    Index("job_running_idx", "worker_id", postgresql_where=text("state = 'running'")),
    Index("job_state_idx", "state", "id"),
    Index("job_queue_idx", "queue", "state", "id"),
    Index("job_kind_idx", "kind", "state", "id"),
    Index("job_finished_idx", "finished_at", postgresql_where=text("finished_at is not null")),
)

job_worker = Table(
    "job_worker",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("beat", BigInteger, nullable=False, server_default=text("0"), comment="stands still: dead"),
    Column("alone", Boolean, nullable=False, server_default=text("false"), comment="runs suspects, one at a time"),
    Column("host", Text, nullable=False),
    Column("pid", Integer, nullable=False),
    Column("started_at", _moment, nullable=False, server_default=text("now()")),
)

job_queue = Table(
    "job_queue",
    metadata,
    Column("name", Text, primary_key=True),
    Column("paused_at", _moment),
)

job_schedule = Table(
    "job_schedule",
    metadata,
    Column("kind", Text, primary_key=True),
    Column("interval_s", Double, nullable=False),
    Column("due_at", _moment, nullable=False),
    Column("last_started_at", _moment),
    Column("last_job_id", BigInteger),
)
