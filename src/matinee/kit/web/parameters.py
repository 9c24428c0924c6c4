"""What a route's parameters are called in a request, where the code calls them otherwise."""

from collections.abc import Iterator
from functools import lru_cache

from litestar.handlers.base import BaseRouteHandler
from litestar.params import ParameterKwarg
from litestar.typing import FieldDefinition


@lru_cache(maxsize=1024)
def names_in_requests(handler: BaseRouteHandler) -> dict[str, str]:
    """Give the names of a route's parameters, and of what it depends on, by their names in the code."""
    found = {name: field.kwarg_definition for name, field in _fields(handler)}
    return {name: each.name for name, each in found.items() if isinstance(each, ParameterKwarg) and each.name}


def _fields(handler: BaseRouteHandler) -> Iterator[tuple[str, FieldDefinition]]:
    yield from handler.parsed_fn_signature.parameters.items()
    for provider in handler.resolve_dependencies().values():
        yield from provider.parsed_fn_signature.parameters.items()
