"""Composition of the web process: joins the slices' routes into one ASGI application; `app.py` joins the rest."""

from collections.abc import Sequence
from typing import Any

from litestar import Litestar, Request, Response, Router, asgi, get
from litestar.datastructures import State
from litestar.di import Provide
from litestar.types import ControllerRouterHandler

import matinee
from matinee.access import Authenticator, Viewer, hosts_of, open_to_all, viewer_of
from matinee.access import routes as access
from matinee.access.authentication import Authentication
from matinee.activity import routes as activity
from matinee.admin.jobs import routes as jobs
from matinee.admin.system import routes as system
from matinee.browse import routes as browse
from matinee.catalog.routes import EDITING_ROUTES, IMAGE_ROUTES, MATCHING_ROUTES
from matinee.health import Readiness, health_routes, metrics_route
from matinee.kit.cache import Caches
from matinee.kit.db import Database
from matinee.kit.errors import Unauthenticated
from matinee.kit.resources import Resources
from matinee.kit.web import as_response, end_transactions, provide_transaction
from matinee.kit.web.asgi import AsgiApp
from matinee.kit.web.described import described, openapi_config
from matinee.kit.web.forwarded import behind_proxies, trusted_networks
from matinee.kit.web.head import answering_head
from matinee.kit.web.headers import JSON_BODY_BYTES, bodies_in_time, conditional, problems_outside, secured
from matinee.kit.web.own_changes import hearing_own_changes
from matinee.kit.web.reference import POLICY, reference_page
from matinee.kit.web.spa import WebApp, to_web_app
from matinee.libraries import routes as libraries
from matinee.metadata import routes as metadata
from matinee.movies import routes as movies
from matinee.playback import routes as playback
from matinee.scanning import routes as scanning
from matinee.scanning.inbox import INBOX_ROUTES
from matinee.search import SearchKeeper
from matinee.search import routes as search
from matinee.settings import Settings
from matinee.shows import routes as shows

API = "/api/v1"

ROUTES: Sequence[ControllerRouterHandler] = (
    *access.ROUTES,
    *libraries.ROUTES,
    *metadata.ROUTES,
    *search.ROUTES,
    *scanning.ROUTES,
    *INBOX_ROUTES,
    *movies.ROUTES,
    *shows.ROUTES,
    *playback.ROUTES,
    *IMAGE_ROUTES,
    *MATCHING_ROUTES,
    *EDITING_ROUTES,
    *activity.ROUTES,
    *browse.ROUTES,
    *jobs.ROUTES,
    *system.ROUTES,
)
"""Every route of every slice, below `/api/v1`."""


async def open_web(settings: Settings, resources: Resources) -> None:
    """Make what only the web process needs: this machine's search index."""
    await resources.enter(SearchKeeper(resources.get(Database), settings.data_dir / "search"))


def create_web(settings: Settings, resources: Resources) -> AsgiApp:
    """Join all routes into one ASGI application, in its layers."""
    app: Any = create_routes(resources)
    app = end_transactions(app)
    app = Authentication(app, resources.get(Authenticator), own_hosts=hosts_of(settings.public_url))
    app = hearing_own_changes(app, resources.get(Caches))
    for layer in (conditional, answering_head, bodies_in_time, problems_outside, secured):
        app = layer(app)
    return behind_proxies(app, trusted_networks(settings.trusted_proxies))


def create_routes(resources: Resources) -> Litestar:
    """Make the framework's part: routing, validation, dependencies, OpenAPI."""

    async def held() -> Resources:
        return resources

    return Litestar(
        route_handlers=[
            Router(API, route_handlers=list(ROUTES)),
            *health_routes(Readiness(resources.get(Database))),
            metrics_route(resources.get(Settings).data_dir / "run" / "metrics"),
            reference,
            *web_app_routes(),
        ],
        dependencies={
            "tx": provide_transaction(resources.get(Database)),
            "viewer": Provide(provide_viewer),
            "resources": Provide(held),
        },
        exception_handlers={Exception: as_response},
        logging_config=None,  # the framework's own would replace ours, which hides secrets
        openapi_config=openapi_config("Matinee", matinee.__version__, "/api/openapi.json"),
        request_max_body_size=JSON_BODY_BYTES,
        state=State({"resources": resources}),
    )


@get("/api/docs", guards=[open_to_all("describes the API, and holds nothing else")], include_in_schema=False)
async def reference(request: Request[Any, Any, Any]) -> Response[bytes]:
    """Show the API's reference to a person."""
    page = reference_page(described(request.app.openapi_schema.to_schema()))
    return Response(page, media_type="text/html", headers={"Content-Security-Policy": POLICY})


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
