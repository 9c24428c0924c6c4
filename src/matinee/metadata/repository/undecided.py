"""SQL of titles that are a question: what an NFO says may be of another one, so it is not written to them."""

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import ARRAY, bindparam, text
from sqlalchemy.dialects.postgresql import UUID as PG_UUID

from matinee.kit.db import Connection

_IDS = ARRAY(PG_UUID(as_uuid=True))
_HOLD = text("""
    select m.file_id from match m where m.file_id in (
        select p.file_id from part p join version v on v.id = p.version_id where v.item_id = any(:ids))
    order by m.file_id for share
""").bindparams(bindparam("ids", type_=_IDS))
_UNDECIDED = text("""
    select v.item_id from version v join part p on p.version_id = v.id join match m on m.file_id = p.file_id
    where v.item_id = any(:ids)
    group by v.item_id
    having bool_and(m.state = 'inbox' and m.reasons @> '[{"code": "name_against_nfo"}]')
""").bindparams(bindparam("ids", type_=_IDS))


async def undecided(tx: Connection, ids: Sequence[UUID]) -> set[UUID]:
    """Give those of the items all of whose files are against their NFO; nobody decides on them until the caller ends.

    The second statement sees what whoever held the decisions before has committed.
    """
    await tx.execute(_HOLD, {"ids": list(ids)})
    return set((await tx.execute(_UNDECIDED, {"ids": list(ids)})).scalars())
