"""Process-wide objects (pools, keys, the clock), each found by its type; closed in reverse order."""

from contextlib import AsyncExitStack
from typing import Any, Self, cast, overload


class ResourceMissing(LookupError):
    """Nothing of this type was put in at start."""


class Resources:
    """A typed container: `put(Database(...))` at start, `get(Database)` wherever it is needed."""

    def __init__(self) -> None:
        self._held: dict[type[Any], object] = {}
        self._closing = AsyncExitStack()

    @overload
    def put[T](self, resource: T) -> T: ...
    @overload
    def put[T](self, resource: T, *, under: type[Any]) -> T: ...
    def put[T](self, resource: T, *, under: type[Any] | None = None) -> T:
        """Hold an object under its own type, or under the port it implements; a second one of a type is a mistake."""
        kind = under or type(resource)
        if kind in self._held:
            msg = f"a {kind.__name__} is already held"
            raise ValueError(msg)
        self._held[kind] = resource
        return resource

    async def enter[T](self, resource: T, *, under: type[Any] | None = None) -> T:
        """Hold an async context manager: entered now, left by `close`."""
        await self._closing.enter_async_context(cast("Any", resource))
        return self.put(resource, under=under or type(resource))

    def get[T](self, kind: type[T]) -> T:
        """Give the object of this type; raises `ResourceMissing` when none was put in."""
        try:
            return cast("T", self._held[kind])
        except KeyError:
            raise ResourceMissing(f"no {kind.__name__} was made at start") from None

    def find[T](self, kind: type[T]) -> T | None:
        """Give the object of this type, or None."""
        return cast("T | None", self._held.get(kind))

    async def close(self) -> None:
        """Leave what was entered, the newest first."""
        await self._closing.aclose()
        self._held.clear()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()
