"""Where a browser goes afterwards: to a page of this server, and nowhere else."""

from urllib.parse import urlsplit

from matinee.access.oidc.errors import ReturnRefused

HOME = "/app/"
_LONGEST = 1000


def own_path(wanted: str | None) -> str:
    r"""Give a path of this origin; `ReturnRefused` for whatever a browser could read as another place.

    Browsers read `\` as `/` and drop tabs and line ends (WHATWG URL §4.4), so none of them may be in it.
    """
    if wanted is None:
        return HOME
    odd = any(character <= " " or character in "\\\x7f" for character in wanted)
    if odd or not wanted.startswith("/") or wanted.startswith("//") or len(wanted) > _LONGEST or not wanted.isascii():
        raise ReturnRefused("Give a path of this server, such as /app/.")
    parts = urlsplit(wanted)
    if parts.scheme or parts.netloc:
        raise ReturnRefused("Give a path of this server, such as /app/.")
    return wanted
