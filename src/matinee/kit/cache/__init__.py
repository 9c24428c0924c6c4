"""The one cache-aside: declare a kind, give a key and a way to read, get the thing.

    GENRES = CacheKind(name="genres", holds=list[Genre], fresh_for=timedelta(minutes=10), is_shared=True)

    async def read() -> Loaded[list[Genre]]:
        async with database.reading() as tx:
            return Loaded(await count_genres(tx, viewer), tags=("catalog",))

    genres = await caches.of(GENRES).get(f"movie:{permission_set(viewer)}", read)

The key holds everything the answer depends on, the viewer's permission set first of all. The tags name what it rests
on: `invalidate(tx, tag)`, or a trigger on the table, tells every process in the transaction that changes it. An entry
is used when all changes committed before the question have been heard, and none was upon its tags. For what security
rests on the kind says `unheard_for=SECURITY`: a change may then go unheard for half a second at most, and a hit costs
no round trip. While changes cannot be heard at all, everything is read from the database. Secrets and hashes are never
cached, neither as a value nor as a key (`private_key` makes one of a token).
"""

from matinee.kit.cache.cache import Cache, Load
from matinee.kit.cache.caches import CacheReport, Caches
from matinee.kit.cache.invalidate import invalidate
from matinee.kit.cache.kinds import SECURITY, CacheKind, Loaded
from matinee.kit.cache.private import private_key

__all__ = ["SECURITY", "Cache", "CacheKind", "CacheReport", "Caches", "Load", "Loaded", "invalidate", "private_key"]
