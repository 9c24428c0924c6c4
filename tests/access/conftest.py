"""The fixtures of accounts."""

from tests.access.fixtures import admin, server

__all__ = ["admin", "server"]
