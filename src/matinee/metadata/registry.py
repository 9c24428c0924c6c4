"""Finding the providers: every folder below `providers` declares one."""

import importlib
import pkgutil
from collections.abc import Sequence
from functools import cache
from typing import Any

from matinee.metadata import providers
from matinee.metadata.port import Capability, Provider, Subject


class ProviderIncomplete(LookupError):
    """A folder below `providers` declares no provider of its own name."""


@cache
def all_providers() -> dict[str, Provider[Any]]:
    """Give every provider by name."""
    found: dict[str, Provider[Any]] = {}
    for module in pkgutil.iter_modules(providers.__path__):
        package = importlib.import_module(f"{providers.__name__}.{module.name}")
        provider: Provider[Any] | None = getattr(package, "PROVIDER", None)
        if provider is None or provider.name != module.name:
            raise ProviderIncomplete(f"providers/{module.name} must hold a PROVIDER that is named {module.name!r}.")
        found[provider.name] = provider
    return found


def who_can(capability: Capability) -> list[Provider[Any]]:
    """Give the providers that can speak of a kind of thing."""
    return [each for each in all_providers().values() if capability in each.capabilities]


def pairs_of(subjects: Sequence[Subject]) -> list[tuple[Provider[Any], list[Subject]]]:
    """Pair each provider with the subjects it can speak of."""
    kinds = {each.kind for each in subjects}
    providers = {each.name: each for kind in sorted(kinds) for each in who_can(Capability(kind))}
    return [(each, [one for one in subjects if one.kind in each.capabilities]) for each in providers.values()]
