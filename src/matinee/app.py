"""Composition of what every process of a server shares, and of its background work; `web.py` joins the routes."""

from collections.abc import Sequence

import matinee
from matinee import access, activity, catalog, metadata, movies, scanning, shows
from matinee.access import ImageTagKeys, open_access, open_sealer, provide_signing_keys
from matinee.admin import backup
from matinee.admin.backup import BackupPlace, NightlyPlan
from matinee.catalog import Anchors, Artist, ContentTypes, ImageTags, TitleFollowers
from matinee.kit.boxed import BoxPool
from matinee.kit.cache import Caches
from matinee.kit.clock import Clock
from matinee.kit.db import Database
from matinee.kit.events import Bus, Follower
from matinee.kit.house_clock import HouseClock
from matinee.kit.images import ImageStore
from matinee.kit.jobs import AnyKind, Registry
from matinee.kit.outbound import Outbound
from matinee.kit.resources import Resources
from matinee.libraries import DataFolder, LibraryContents
from matinee.movies import MovieFollower, Movies
from matinee.options import access_options
from matinee.scanning import KeptCounts, ScannedContents, ScanTiming
from matinee.settings import Settings
from matinee.shows import SeriesFollower, Shows

KINDS: Sequence[AnyKind] = (
    *access.KINDS,
    *catalog.KINDS,
    *metadata.KINDS,
    *movies.KINDS,
    *shows.KINDS,
    *scanning.KINDS,
    *activity.KINDS,
    *backup.KINDS,
)
"""Every kind of background work."""

FOLLOWERS: Sequence[Follower] = (activity.FOLLOWER,)
"""Who is handed every event, also those announced while no machine ran."""


async def open_resources(
    settings: Settings,
    database_url: str,
    resources: Resources,
    *,
    kept_connections: int = 10,
    most_connections: int = 10,
) -> None:
    """Make what web and worker share: the pool, the clock, keys, accounts, the bus. Closed with `resources`."""
    resources.put(settings)
    database = await resources.enter(Database(database_url, pool_size=kept_connections, most=most_connections))
    shared = settings.redis_url.reveal() if settings.redis_url else None
    await resources.enter(Caches(database, shared_url=shared, namespace=f"matinee:{matinee.__version__}"))
    await resources.enter(HouseClock(database), under=Clock)
    resources.put(Registry(KINDS))
    resources.put(Anchors())
    resources.put(ContentTypes(Movies(), Shows()))
    resources.put(TitleFollowers(MovieFollower(), SeriesFollower()))
    resources.put(DataFolder(settings.data_dir))
    resources.put(ScanTiming(settings.scan.interval))
    kept = KeptCounts(database, resources.get(Caches))
    resources.put(ScannedContents(resources.get(Clock), kept), under=LibraryContents)
    async with database.transaction() as tx:
        await provide_signing_keys(resources, tx)
        resources.put(await open_sealer(tx, settings.data_dir, settings.secret_key))
    resources.put(resources.get(ImageTagKeys), under=ImageTags)
    await resources.enter(Outbound(ca_file=settings.ca_file))
    await open_access(resources, access_options(settings))
    await resources.enter(Bus(database))
    place = BackupPlace(settings.data_dir, settings.backup_folder, settings.backup.keep)
    resources.put(NightlyPlan(settings.backup.enabled, settings.backup.hour, place))
    pool = await resources.enter(BoxPool())
    store = resources.put(ImageStore.in_folder(settings.data_dir, pool))
    resources.put(Artist(store, pool))
