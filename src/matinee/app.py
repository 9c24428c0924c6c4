"""Composition: joins the slices into one web app and one worker; nothing else."""

from collections.abc import Sequence
from typing import Any

from litestar import Litestar, Request, Router, asgi
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

import matinee
from matinee import access, activity, browse, catalog, libraries, metadata, movies, playback, scanning, search, shows
from matinee.access import (
    Authentication,
    Authenticator,
    ImageTagKeys,
    Viewer,
    hosts_of,
    open_access,
    open_sealer,
    open_to_all,
    provide_signing_keys,
    viewer_of,
)
from matinee.admin import backup, system
from matinee.admin import jobs as job_pages
from matinee.admin.backup import BackupPlace, NightlyPlan
from matinee.catalog import Anchors, Artist, ContentTypes, ImageTags, TitleFollowers
from matinee.health import Readiness, health_routes, metrics_route
from matinee.kit.boxed import BoxPool
from matinee.kit.cache import Caches
from matinee.kit.clock import Clock
from matinee.kit.db import Database
from matinee.kit.errors import Unauthenticated
from matinee.kit.events import Bus, Follower
from matinee.kit.house_clock import HouseClock
from matinee.kit.images import ImageStore
from matinee.kit.jobs import AnyKind, Registry
from matinee.kit.outbound import Outbound
from matinee.kit.resources import Resources
from matinee.kit.web import as_response, end_transactions, provide_transaction
from matinee.kit.web.asgi import AsgiApp
from matinee.kit.web.described import openapi_config
from matinee.kit.web.forwarded import behind_proxies, trusted_networks
from matinee.kit.web.headers import JSON_BODY_BYTES, bodies_in_time, conditional, problems_outside, secured
from matinee.kit.web.own_changes import hearing_own_changes
from matinee.kit.web.spa import WebApp, to_web_app
from matinee.libraries import DataFolder, LibraryContents
from matinee.movies import MovieFollower, Movies
from matinee.options import access_options
from matinee.scanning import ScannedContents, ScanTiming
from matinee.search import SearchKeeper
from matinee.settings import Settings
from matinee.shows import SeriesFollower, Shows

API = "/api/v1"

ROUTES: Sequence[ControllerRouterHandler] = (
    *access.ROUTES,
    *libraries.ROUTES,
    *metadata.ROUTES,
    *search.ROUTES,
    *scanning.ROUTES,
    *scanning.INBOX_ROUTES,
    *movies.ROUTES,
    *shows.ROUTES,
    *playback.ROUTES,
    *catalog.IMAGE_ROUTES,
    *catalog.MATCHING_ROUTES,
    *catalog.EDITING_ROUTES,
    *activity.ROUTES,
    *browse.ROUTES,
    *job_pages.ROUTES,
    *system.ROUTES,
)
"""Every route of every slice, below `/api/v1`."""

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


async def open_resources(settings: Settings, database_url: str, resources: Resources) -> None:
    """Make what web and worker share: the pool, the clock, keys, accounts, the bus. Closed with `resources`."""
    resources.put(settings)
    database = await resources.enter(Database(database_url))
    shared = settings.redis_url.reveal() if settings.redis_url else None
    await resources.enter(Caches(database, shared_url=shared, namespace=f"matinee:{matinee.__version__}"))
    await resources.enter(HouseClock(database), under=Clock)
    resources.put(Registry(KINDS))
    resources.put(Anchors())
    resources.put(ContentTypes(Movies(), Shows()))
    resources.put(TitleFollowers(MovieFollower(), SeriesFollower()))
    resources.put(DataFolder(settings.data_dir))
    resources.put(ScanTiming(settings.scan.interval))
    resources.put(ScannedContents(resources.get(Clock)), under=LibraryContents)
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
    resources.put(Readiness(database))


async def open_web(settings: Settings, resources: Resources) -> None:
    """Make what only the web process needs: this machine's search index."""
    await resources.enter(SearchKeeper(resources.get(Database), settings.data_dir / "search"))


def create_web(settings: Settings, resources: Resources) -> AsgiApp:
    """Join all routes into one ASGI application, in its layers."""
    app: Any = create_routes(resources)
    app = end_transactions(app)
    app = Authentication(app, resources.get(Authenticator), own_hosts=hosts_of(settings.public_url))
    app = hearing_own_changes(app, resources.get(Caches))
    for layer in (conditional, bodies_in_time, problems_outside, secured):
        app = layer(app)
    return behind_proxies(app, trusted_networks(settings.trusted_proxies))


def create_routes(resources: Resources) -> Litestar:
    """Make the framework's part: routing, validation, dependencies, OpenAPI."""

    async def held() -> Resources:
        return resources

    return Litestar(
        route_handlers=[
            Router(API, route_handlers=list(ROUTES)),
            *health_routes(resources.get(Readiness)),
            metrics_route(resources.get(Settings).data_dir / "run" / "metrics"),
            *web_app_routes(),
        ],
        dependencies={
            "tx": provide_transaction(resources.get(Database)),
            "viewer": Provide(provide_viewer),
            "resources": Provide(held),
        },
        exception_handlers={Exception: as_response},
        logging_config=None,  # the framework's own would replace ours, which hides secrets
        openapi_config=openapi_config("Matinee", matinee.__version__, "/api"),
        request_max_body_size=JSON_BODY_BYTES,
        state=State({"resources": resources}),
    )


def web_app_routes() -> list[ControllerRouterHandler]:
    """Make the web app's mount under `/app/`, and the way there from `/`."""
    pages = WebApp.of_package()

    @asgi("/app", is_mount=True, copy_scope=True, guards=[open_to_all("the web app's own files")])
    async def web_app(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - the framework's Scope is narrower than ASGI's
        await pages(scope, receive, send)

    @asgi("/", copy_scope=True, guards=[open_to_all("sends browsers to the web app")])
    async def root(scope: Any, receive: Any, send: Any) -> None:  # noqa: ANN401 - the framework's Scope is narrower than ASGI's
        await to_web_app(scope, receive, send)

    return [web_app, root]


async def provide_viewer(request: Request[Any, Any, Any]) -> Viewer:
    """Give the caller as a viewer; routes that are open do not ask."""
    viewer = viewer_of(request.scope)
    if viewer is None:
        raise Unauthenticated
    return viewer
