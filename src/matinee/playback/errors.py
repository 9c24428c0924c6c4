"""What stops a film, said so that a person knows where to look."""

from matinee.kit.errors import Forbidden, NotFound, Unavailable


class FileNotFound(NotFound):
    """No such file for this viewer: absent and hidden answer alike."""

    code = "file_not_found"
    title = "There is no such file"


class FileMissing(NotFound):
    """Known, but not on its disk now."""

    code = "file_missing"
    title = "The file is not on its disk"


class RootOffline(Unavailable):
    """The disk or share that holds the file does not answer."""

    code = "root_offline"
    title = "The disk is not connected"


class VersionNotFound(NotFound):
    """The item has no such version or part for this viewer."""

    code = "version_not_found"
    title = "There is no such version"


class PlaybackNotFound(NotFound):
    """Ended, or somebody else's."""

    code = "playback_not_found"
    title = "This playback is over"


class NobodyWatches(Forbidden):
    """A key without a person cannot hold a position."""

    code = "person_needed"
    title = "This needs a person"
