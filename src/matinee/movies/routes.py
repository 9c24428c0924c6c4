"""Movies over HTTP."""

from litestar.handlers import HTTPRouteHandler

from matinee.catalog.routes import title_routes

ROUTES: list[HTTPRouteHandler] = title_routes("movie", "/movies", "Movies")
