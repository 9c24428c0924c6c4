"""Why a change to titles cannot be undone."""

from matinee.kit.errors import Conflict, NotFound


class ChangeNotFound(NotFound):
    """No such change for this viewer."""

    code = "change_not_found"
    title = "There is no such change"


class AlreadyUndone(Conflict):
    """Undone before."""

    code = "already_undone"
    title = "This was undone already"


class CannotUndo(Conflict):
    """What the change left was changed again since."""

    code = "cannot_undo"
    title = "This can no longer be undone"
