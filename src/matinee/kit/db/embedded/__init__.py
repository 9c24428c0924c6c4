"""Our own PostgreSQL: run as a child of this process on a unix socket in the data folder."""

from matinee.kit.db.embedded.binaries import Binaries, all_binaries, find_binaries, system_binaries
from matinee.kit.db.embedded.errors import (
    DatabaseRefused,
    DataFolderUnusable,
    DataInUse,
    NoBinaries,
    ServerDied,
    WrongMajor,
)
from matinee.kit.db.embedded.folder import folder_problem
from matinee.kit.db.embedded.server import EmbeddedPostgres, running_url

__all__ = [
    "Binaries",
    "DataFolderUnusable",
    "DataInUse",
    "DatabaseRefused",
    "EmbeddedPostgres",
    "NoBinaries",
    "ServerDied",
    "WrongMajor",
    "all_binaries",
    "find_binaries",
    "folder_problem",
    "running_url",
    "system_binaries",
]
