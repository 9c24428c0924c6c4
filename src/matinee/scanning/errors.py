"""Why a scan is refused."""

from matinee.kit.errors import Conflict, NotFound, Unprocessable


class ScanNotFound(NotFound):
    """No such scan, or the viewer may not see it."""

    code, title = "scan_not_found", "There is no such scan"


class NothingHeld(Conflict):
    """Only a held plan waits for a person."""

    code, title = "nothing_held", "This plan does not wait for a decision"


class ScanIsOver(Conflict):
    """There is nothing left to cancel."""

    code, title = "scan_is_over", "This scan is over"


class ScopeOutside(Unprocessable):
    """The path lies in no folder of the library."""

    code, title = "path_outside_library", "The path lies outside the library's folders"


class NotForgettable(Conflict):
    """Only what has been missing long enough can be forgotten."""

    code, title = "not_forgettable", "These files cannot be forgotten"


class ListingChanged(Conflict):
    """What would be forgotten is not what was listed."""

    code, title = "listing_changed", "The list changed"


class SayWhatToForget(Unprocessable):
    """Neither files nor a listing are named."""

    code, title = "nothing_named", "Say what to forget"
