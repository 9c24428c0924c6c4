"""Why a choice cannot be made."""

from matinee.kit.errors import Conflict, NotFound, Unprocessable


class FileNotFound(NotFound):
    """No such file for this viewer."""

    code = "file_not_found"
    title = "There is no such file"


class WrongKind(Unprocessable):
    """A file of a library of movies is no episode, and the other way round."""

    code = "wrong_kind"
    title = "This file lies in a library of another kind"


class NumberNeeded(Unprocessable):
    """The file's name does not say which episode it is."""

    code = "number_needed"
    title = "Say which episode this file is"


class NothingLeft(Conflict):
    """A split must leave something."""

    code = "nothing_left"
    title = "Nothing would be left of the title"


class NothingToMove(Conflict):
    """The episode has no file that could be moved."""

    code = "nothing_to_move"
    title = "There is no file of this episode to move"
