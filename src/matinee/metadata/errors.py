"""What can be wrong with a request about metadata."""

from matinee.kit.errors import Conflict, NotFound


class NobodyThere(NotFound):
    """No such account."""

    code = "user_not_found"
    title = "There is no such account"


class NothingToRefresh(Conflict):
    """Only movies, series, seasons and episodes are described by providers."""

    code = "nothing_to_refresh"
    title = "Nobody is asked about this kind of item"


class NothingImported(NotFound):
    """No import of plays is left to take back."""

    code = "nothing_imported"
    title = "Nothing was imported for this person that could be taken back"
