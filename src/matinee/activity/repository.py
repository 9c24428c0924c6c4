"""SQL of the activity log and of statistics."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from sqlalchemy import delete, func, select, text
from sqlalchemy.dialects.postgresql import insert

from matinee.access.tables import account, device, session
from matinee.activity.schemas import DayCount
from matinee.activity.tables import setting_seen, stat_day
from matinee.catalog.tables import item
from matinee.journal import Actor
from matinee.kit.db import Connection
from matinee.playback.tables import playback

_SETTINGS_LOCK = 0x6D617469_73657474
"""Of several processes that start together one compares the settings."""

# The last two days are counted again: a playback may end after midnight. A day keeps its highest numbers, so that
# playbacks forgotten later take nothing from it.
_COUNT = text(
    """
    with since as (
        select coalesce((select max(day) - 1 from stat_day)::timestamp at time zone 'utc', '-infinity') as at
    ), told as (
        select (p.started_at at time zone 'utc')::date as day, p.account_id,
               coalesce(i.series_id, p.item_id) as title_id,
               greatest(0, extract(epoch from coalesce(p.ended_at, p.heartbeat_at) - p.started_at) * 1000) as played_ms
        from playback p left join item i on i.id = p.item_id where p.started_at >= (select at from since)
    )
    insert into stat_day (day, plays, played_ms, people, titles)
    select day, count(*), sum(played_ms)::bigint, count(distinct account_id), count(distinct title_id)
    from told group by day
    on conflict (day) do update set counted_at = now(),
        plays = greatest(stat_day.plays, excluded.plays), played_ms = greatest(stat_day.played_ms, excluded.played_ms),
        people = greatest(stat_day.people, excluded.people), titles = greatest(stat_day.titles, excluded.titles)
    """
)


async def actor_of_person(tx: Connection, person: UUID, playback_id: UUID | None) -> Actor:
    """Give a person as an actor, with the address and client of the playback's session."""
    name = (await tx.execute(select(account.c.username).where(account.c.id == person))).scalar_one_or_none()
    place = None
    if playback_id is not None:
        statement = (
            select(session.c.address, device.c.client)
            .join(playback, playback.c.session_id == session.c.id)
            .join(device, device.c.id == session.c.device_id)
            .where(playback.c.id == playback_id)
        )
        place = (await tx.execute(statement)).one_or_none()
    address = None if place is None or place.address is None else str(place.address)
    return Actor(kind="user", id=person, name=name, address=address, client=None if place is None else place.client)


async def name_of(tx: Connection, item_id: UUID) -> str | None:
    """Give an item's title, an episode's with its series."""
    series = item.alias()
    statement = (
        select(item.c.title, series.c.title.label("series"), item.c.season_number, item.c.episode_number)
        .outerjoin(series, series.c.id == item.c.series_id)
        .where(item.c.id == item_id)
    )
    row = (await tx.execute(statement)).one_or_none()
    if row is None or row.series is None or row.episode_number is None:
        return None if row is None else row.title
    return f"{row.series} S{row.season_number or 0:02}E{row.episode_number:02}"


async def count_days(tx: Connection) -> int:
    """Count what is not counted yet; give the number of days written."""
    return (await tx.execute(_COUNT)).rowcount


async def days(tx: Connection, since: date | None, until: date | None, limit: int) -> list[DayCount]:
    """Give the counted days, the newest first, up to but not with `until`."""
    statement = select(stat_day).order_by(stat_day.c.day.desc()).limit(limit)
    if since is not None:
        statement = statement.where(stat_day.c.day >= since)
    if until is not None:
        statement = statement.where(stat_day.c.day < until)
    rows = await tx.execute(statement)
    return [DayCount(row.day, row.plays, row.played_ms, row.people, row.titles) for row in rows]


async def exchange_settings(tx: Connection, now: Mapping[str, str]) -> dict[str, str]:
    """Keep the settings as they are now; give them as they were seen last, empty on the very first start."""
    await tx.execute(select(func.pg_advisory_xact_lock(_SETTINGS_LOCK)))
    before = {row.name: row.shown for row in await tx.execute(select(setting_seen))}
    if before != dict(now):
        await tx.execute(delete(setting_seen))
        await tx.execute(insert(setting_seen), [{"name": name, "shown": shown} for name, shown in now.items()])
    return before
