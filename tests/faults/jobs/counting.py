"""What must be true after all the killing, counted in the database."""

from collections import Counter

import psycopg

from tests.faults.jobs.kinds import POISON

LONGEST_S = 60
"""A job of a dead worker runs again within this time (rule 6)."""
_RERUN = """
    select distinct on (phase.name) phase.name, extract(epoch from after.at - death.at)::float8 as waited
    from chaos_start before
    join chaos_start after on after.job_id = before.job_id and after.run = before.run + 1
    join chaos_worker w on w.id = before.worker_id
    join chaos_death death on death.pid = w.pid and death.at > before.at and death.at < after.at
    join lateral (select name from chaos_phase p where p.at <= death.at order by p.at desc limit 1) phase on true
    order by phase.name, waited desc
"""


def longest_until_rerun(connection: psycopg.Connection) -> dict[str, float]:
    """Give the longest time from the death of a process until a job of it ran again, by the phase of the death."""
    return dict(connection.execute(_RERUN).fetchall())


def verify(connection: psycopg.Connection, asked: list[tuple[str, int]]) -> list[str]:
    """Count everything; give what is wrong in words."""
    wrong: list[str] = []

    def expect(what: str, query: str, want: object = 0) -> None:
        row = connection.execute(query.encode()).fetchone()
        found = None if row is None else row[0]
        if found != want:
            wrong.append(f"{what}: {found}, not {want}")

    count = Counter(name for name, _ in asked)
    expect(
        "jobs that are not completed",
        f"select count(*) from job where state <> 'completed' and kind <> '{POISON.name}'",
    )
    expect(
        "jobs asked for and gone",
        "select count(*) from job where kind <> 'chaos.tick'",
        len(asked) + count["chaos.once"],
    )
    expect(
        "poison discarded after its third death alone, with the reason",
        f"select count(*) from job where kind = '{POISON.name}' and state = 'discarded' and deaths = 3"
        " and errors->-1->>'text' like '%3 times while this job ran alone%'",
        count[POISON.name],
    )
    expect(
        "poison announced as discarded once each",
        "select count(distinct payload->>'job_id') from outbox where name = 'job.discarded'",
        count[POISON.name],
    )
    expect(
        "attempts counted beyond one",
        "select count(*) from job where attempt > 1 + (select count(*) from jsonb_array_elements(errors) e"
        " where e->>'text' not like 'The worker process died%')",
    )
    expect(
        "jobs done with an effect missing",
        "select count(*) from job where kind = 'chaos.once' and not exists"
        " (select from chaos_effect e where e.kind = 'once' and e.number = (arguments->>'number')::int)",
    )
    expect(
        "effects doubled", "select count(*) from (select from chaos_effect group by kind, number having count(*) > 1) x"
    )
    expect("kept effects", "select count(*) from chaos_kept", count["chaos.kept"] + count["chaos.once"])
    expect("serial effects", "select count(*) from chaos_span", count["chaos.serial"])
    expect(
        "serial jobs that ran together",
        "select count(*) from chaos_span a join chaos_span b on a.folder = b.folder"
        " and a.number < b.number and a.began < b.ended and b.began < a.ended",
    )
    expect("workers left on the list", "select count(*) from job_worker")
    waited = longest_until_rerun(connection)
    wrong += [f"{phase}: a job ran again after {s:.1f} s only" for phase, s in waited.items() if s > LONGEST_S]
    return wrong
