"""SQL of what is due for a refresh."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import bindparam, text
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import Connection

_IDS = ARRAY(PG_UUID(as_uuid=True))


async def movies_to_refresh(tx: Connection, movie_ids: Sequence[UUID]) -> list[UUID]:
    """Give those of the movies about which somebody may have something to say: an NFO, tags, or an earlier answer."""
    return list((await tx.execute(_MOVIES, {"ids": list(movie_ids)})).scalars())


_MOVIES = text("""
    select wanted.id from unnest(:ids) as wanted (id)
    where exists (select from item_answer a where a.item_id = wanted.id)
       or exists (
          select from version v join part p on p.version_id = v.id join file f on f.id = p.file_id
          where v.item_id = wanted.id and f.missing_since is null
            and (f.tags <> '{}'::jsonb or position('BDMV'::bytea in f.folder) > 0
                 or position('VIDEO_TS'::bytea in f.folder) > 0
                 or exists (select from file n where n.root_id = f.root_id and n.folder = f.folder
                            and n.kind = 'nfo' and n.missing_since is null)))
""").bindparams(bindparam("ids", type_=_IDS))


async def never_asked(tx: Connection, title_ids: Sequence[UUID]) -> list[UUID]:
    """Give those of the titles that no refresh has dressed yet."""
    return list((await tx.execute(_NEVER_ASKED, {"ids": list(title_ids)})).scalars())


_NEVER_ASKED = text("""
    select wanted.id from unnest(:ids) as wanted (id)
    where not exists (select from item_dressing d where d.item_id = wanted.id)
""").bindparams(bindparam("ids", type_=_IDS))


async def stale_series(tx: Connection, before: datetime, limit: int) -> list[UUID]:
    """Give series that nobody was asked about since, the longest ago first; those that hold no file are left."""
    rows = await tx.execute(_STALE, {"before": before, "limit": limit})
    return list(rows.scalars())


_STALE = text("""
    select i.id from item i left join item_dressing d on d.item_id = i.id
    where i.kind = 'series' and i.merged_into is null and i.presence = 'present'
      and coalesce(d.refreshed_at, i.added_at) < :before
    order by coalesce(d.refreshed_at, i.added_at), i.id limit :limit
""")
