"""The address by which people reach this server, for links and for what other servers must know."""

from typing import Any

from litestar import Request

from matinee.access.callers import header
from matinee.access.options import AccessOptions
from matinee.kit.resources import Resources


def home_of(request: Request[Any, Any, Any], resources: Resources) -> str:
    """Give `MATINEE_PUBLIC_URL`, else the address by which this very request came."""
    configured = resources.get(AccessOptions).public_url
    return configured or f"{request.scope['scheme']}://{header(request.scope, b'host') or 'localhost'}"
