"""Why a library or one of its folders is refused, each with its remedy."""

from matinee.kit.errors import Conflict, NotFound, Unprocessable


class LibraryNotFound(NotFound):
    """No such library, or the viewer may not see it."""

    code, title = "library_not_found", "There is no such library"


class RootNotFound(NotFound):
    """The library has no such folder."""

    code, title = "root_not_found", "The library has no such folder"


class FolderNotFound(Unprocessable):
    """The path names nothing."""

    code, title = "folder_not_found", "The folder does not exist"


class FolderNotAFolder(Unprocessable):
    """The path names a file."""

    code, title = "folder_not_a_folder", "That is a file, not a folder"


class FolderNotAbsolute(Unprocessable):
    """The path does not begin at the file system's top."""

    code, title = "folder_not_absolute", "Give the whole path, from the first slash"


class FolderNotReadable(Unprocessable):
    """The server's account may not list it."""

    code, title = "folder_not_readable", "The server may not read the folder"


class FolderNotAnswering(Unprocessable):
    """The disk did not answer in time."""

    code, title = "folder_not_answering", "The disk of the folder does not answer"


class FolderIsRoot(Unprocessable):
    """The whole machine is no library."""

    code, title = "folder_is_root", "The whole system cannot be a library"


class FolderNests(Unprocessable):
    """One folder of a library lies in another one of it."""

    code, title = "folder_nests", "The folders of a library may not lie in each other"


class FolderHoldsData(Unprocessable):
    """The folder holds Matinee's own data, or lies in it."""

    code, title = "folder_holds_data", "Matinee's own data lies there"


class RuleNotReadable(Unprocessable):
    """An ignore rule of the library would not count."""

    code, title = "ignore_rule_not_readable", "This ignore rule does not count"


class FolderHasOtherContent(Conflict):
    """A root's new path does not hold the files that are known."""

    code, title = "folder_has_other_content", "The known files are not at the new place"
