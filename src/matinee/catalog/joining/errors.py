"""Why titles cannot be merged."""

from matinee.kit.errors import Unprocessable


class CannotMerge(Unprocessable):
    """These are not two of one thing."""

    code = "cannot_merge"
    title = "These titles cannot be merged"
