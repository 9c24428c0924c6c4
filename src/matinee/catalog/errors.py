"""What can be wrong with a request about the catalog."""

from matinee.kit.errors import Conflict, NotFound, Unprocessable


class ItemNotFound(NotFound):
    """No such item for this viewer."""

    code = "item_not_found"
    title = "There is no such title"


class PersonNotFound(NotFound):
    """No such person in any title that this viewer may see."""

    code = "person_not_found"
    title = "There is no such person"


class NothingToWatch(Conflict):
    """Watched marks belong to movies and episodes."""

    code = "nothing_to_watch"
    title = "This has nothing that can be watched"


class NotHideable(Unprocessable):
    """What is hidden is a whole title, and by a person."""

    code = "not_hideable"
    title = "This cannot be hidden"


class UndoGone(NotFound):
    """The change can no longer be undone."""

    code = "undo_gone"
    title = "This can no longer be undone: it was undone already, or is over an hour old"
