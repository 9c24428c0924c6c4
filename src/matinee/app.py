"""Composition: joins the slices into one web app and one worker; nothing else."""

from litestar import Litestar, Request
from litestar.config.app import AppConfig
from litestar.di import Provide
from litestar.handlers import BaseRouteHandler
from litestar.openapi import OpenAPIConfig

import matinee
from matinee import access, browse, movies, shows
from matinee.access import Authentication, Authenticator, Viewer, viewer_of
from matinee.catalog import Anchors
from matinee.kit.clock import Clock, SystemClock
from matinee.kit.db import Database
from matinee.kit.errors import Unauthenticated
from matinee.kit.resources import Resources
from matinee.kit.web import as_response, end_transactions, provide_transaction
from matinee.kit.web.asgi import AsgiApp
from matinee.kit.web.headers import bodies_in_time, conditional, problems_outside, secured

ROUTES: list[BaseRouteHandler] = [*access.ROUTES, *movies.ROUTES, *shows.ROUTES, *browse.ROUTES]
"""Every route of every slice."""
