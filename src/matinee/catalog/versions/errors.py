"""Why versions cannot be joined."""

from matinee.kit.errors import NotFound, Unprocessable


class VersionNotFound(NotFound):
    """No such version of this item for this viewer."""

    code = "version_not_found"
    title = "There is no such version of this title"


class CannotJoinVersions(Unprocessable):
    """Parts of one version lie in one library."""

    code = "cannot_join_versions"
    title = "These versions cannot be the parts of one"
