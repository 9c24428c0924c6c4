"""Waiting until a folder is quiet: a file that is still being copied is not looked at each second."""

_MANY = 20
"""More folders than this at once are scanned as the folder that holds them all."""


class Quiet:
    """Folders in which something changed, until nothing did for a while, or for too long something always did."""

    def __init__(self, quiet_s: float, longest_s: float) -> None:
        self._quiet_s = quiet_s
        self._longest_s = longest_s
        self._noted: dict[bytes, tuple[float, float]] = {}

    def note(self, folder: bytes, now: float) -> None:
        """Something changed in this folder (`now` in seconds of a clock that only runs on)."""
        first, _ = self._noted.get(folder, (now, now))
        self._noted[folder] = (first, now)

    def due(self, now: float) -> list[bytes]:
        """Take the folders to look at now: none that lies in another, and few."""
        due = [
            folder
            for folder, (first, last) in self._noted.items()
            if now - last >= self._quiet_s or now - first >= self._longest_s
        ]
        for folder in due:
            del self._noted[folder]
        return _few(sorted(due))


def _few(folders: list[bytes]) -> list[bytes]:
    outer: list[bytes] = []
    for folder in folders:
        if not outer or not folder.startswith(outer[-1].rstrip(b"/") + b"/"):
            outer.append(folder)
    return outer if len(outer) <= _MANY else [_common(outer)]


def _common(folders: list[bytes]) -> bytes:
    """The deepest folder that holds all of them."""
    parts = [folder.split(b"/") for folder in (folders[0], folders[-1])]
    shared = [one for one, other in zip(*parts, strict=False) if one == other]
    return b"/".join(shared) or b"/"
