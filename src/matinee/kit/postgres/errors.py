"""Why the embedded PostgreSQL does not start. Each says what to do."""

from matinee.kit.errors import Unavailable


class DatabaseRefused(Unavailable):
    """The embedded database cannot be started as things are."""

    code, title = "database_refused", "The database cannot be started"


class DataInUse(DatabaseRefused):
    """Another Matinee runs on the same data."""

    code, title = "data_in_use", "Another Matinee uses this data folder"


class DataFolderUnusable(DatabaseRefused):
    """The folder is read-only, someone else's, or on a file system that loses data."""

    code, title = "data_folder_unusable", "The data folder cannot be used"


class WrongMajor(DatabaseRefused):
    """The data was written by another major version of PostgreSQL."""

    code, title = "database_major_differs", "The data belongs to another major version of PostgreSQL"


class NoBinaries(DatabaseRefused):
    """No PostgreSQL programs were found."""

    code, title = "postgres_not_found", "PostgreSQL was not found"


class ServerDied(DatabaseRefused):
    """PostgreSQL ended while it was starting."""

    code, title = "database_died", "PostgreSQL ended while starting"
