"""What can be wrong with an edit."""

from matinee.kit.errors import Unprocessable


class NotLockable(Unprocessable):
    """A lock names a field that nobody can edit."""

    code = "not_lockable"
    title = "There is no such field to lock"
