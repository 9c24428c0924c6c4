"""Our own PostgreSQL: run as a child of this process on a unix socket in the data folder."""

from matinee.kit.postgres.binaries import Binaries, all_binaries, find_binaries, system_binaries
from matinee.kit.postgres.errors import (
    DatabaseRefused,
    DataFolderUnusable,
    DataInUse,
    NoBinaries,
    ServerDied,
    WrongMajor,
)
from matinee.kit.postgres.folder import folder_problem, make_folder
from matinee.kit.postgres.server import EmbeddedPostgres, running_url

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
    "make_folder",
    "running_url",
    "system_binaries",
]
