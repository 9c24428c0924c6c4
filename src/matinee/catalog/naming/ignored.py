"""Names that are never titles: system folders, recycle bins, thumbnails of NAS systems, partial downloads, samples."""

import re

_FOLDERS = {
    "@eadir": "system_folder", "#recycle": "recycle_bin", "#snapshot": "snapshot", "@recycle": "recycle_bin",
    "@recently-snapshot": "snapshot", ".@__thumb": "system_folder", "$recycle.bin": "recycle_bin",
    "recycler": "recycle_bin", "recycled": "recycle_bin", "system volume information": "system_folder",
    "lost+found": "system_folder", ".appledouble": "system_folder", ".stversions": "old_versions",
    "plex versions": "transcoded_copies", ".actors": "artwork", "extrafanart": "artwork", "extrathumbs": "artwork",
    "__macosx": "system_folder", "@tmp": "system_folder", "@sharebin": "recycle_bin", "@synoeastream": "system_folder",
    "@transcode": "system_folder", "@sharesnap": "snapshot", "aacs": "disc_data",
    "_unpack_": "unpacking",
}  # fmt: skip
_FOLDER_PATTERNS = (
    (re.compile(r"_(?:unpack|failed|downloading)_|\.unpack", re.IGNORECASE), "unpacking"),
    (re.compile(r"\.trash-|\.trashes$|\.trash$", re.IGNORECASE), "recycle_bin"),
    (re.compile(r".*\.trickplay$", re.IGNORECASE), "trickplay"),
    (re.compile(r"samples?$", re.IGNORECASE), "sample"),
)
_FILES = frozenset(
    [
        "thumbs.db",
        "desktop.ini",
        ".ds_store",
        "icon\r",
        "folder.db",
        "ehthumbs.db",
        "ehthumbs_vista.db",
        "albumart.jpg",
        ".nomedia",
        ".ignore",
        ".plexignore",
        ".plexmatch",
        "backdrop.nfo",
    ]
) - {"backdrop.nfo"}
_PARTIAL = frozenset(
    [
        "part",
        "partial",
        "partial~",
        "crdownload",
        "!qb",
        "!ut",
        "!bt",
        "bc!",
        "bc",
        "tmp",
        "temp",
        "download",
        "downloading",
        "opdownload",
        "aria2",
        "filepart",
        "incomplete",
        "unfinished",
        "dctmp",
        "jc!",
        "td",
        "xltd",
        "bt.td",
        "ytdl",
        "unconfirmed",
    ]
)
_PARTIAL_NAME = re.compile(
    r"\.partial~|\.part\d*\.rar$|^\.?~\$|\.filepart$|^\.syncthing\..*\.tmp$|^~syncthing~", re.IGNORECASE
)
_SAMPLE = re.compile(r"(?:^|[._\-\[(])sample(?:[\s._-]?\d{1,2})?[\])]?$|^sample[\s._-]", re.IGNORECASE)


def ignored(name: str, is_dir: bool) -> str | None:  # noqa: FBT001 - the caller has one of two kinds of entry
    """Why the scanner passes by an entry of this name, None when it looks at it.

    Reasons: hidden, system_folder, recycle_bin, snapshot, old_versions, transcoded_copies, trickplay, artwork,
    unpacking, disc_data, partial_download, sample, system_file.
    """
    lowered = name.lower()
    if is_dir:
        return _ignored_folder(lowered)
    return _ignored_file(lowered)


def _ignored_folder(name: str) -> str | None:
    if name in _FOLDERS:
        return _FOLDERS[name]
    for pattern, reason in _FOLDER_PATTERNS:
        if pattern.match(name):
            return reason
    return "hidden" if name.startswith(".") and name not in {".", ".."} else None


def _ignored_file(name: str) -> str | None:
    if name in _FILES:
        return "system_file"
    if name.startswith("._"):
        return "system_file"
    stem, dot, extension = name.rpartition(".")
    if (dot and stem and extension in _PARTIAL) or _PARTIAL_NAME.search(name):
        return "partial_download"
    if name.startswith("."):
        return "hidden"
    if "sample" in name and _SAMPLE.search(stem if dot else name):
        return "sample"
    return None
