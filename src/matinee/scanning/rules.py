"""What a scan takes and what it passes over, handed to the walker as data."""

from matinee.catalog.naming import (
    AUDIO_EXTENSIONS,
    IMAGE_EXTENSIONS,
    NFO_EXTENSION,
    SUBTITLE_EXTENSIONS,
    VIDEO_EXTENSIONS,
)
from matinee.kit.walking import Rules

_NO_VIDEO = frozenset({"img", "bin", "nrg", "ty", "bdm", "strm", "xvid", "rec", "nsv"})
"""Endings of other things, or (strm) of links to anywhere."""
_NO_SUBTITLE = frozenset({"xml", "rt"})

_FOLDERS = [
    ("recycle_bin", r"#recycle|@recycle|\$recycle\.bin|recycle[rd]|\.trash(?:es)?(?:-.*)?|\.trash-.*|@sharebin"),
    ("snapshot", r"#snapshot|@recently-snapshot|@sharesnap|\.snapshots?|\.zfs"),
    ("system_folder", r"@eadir|\.@__thumb|system volume information|lost\+found|\.appledouble|__macosx|@tmp"),
    ("system_folder", r"@synoeastream|@transcode|\.documentrevisions.*|\.spotlight.*|\.fseventsd"),
    ("old_versions", r"\.stversions|\.stfolder"),
    ("transcoded_copies", r"plex versions|optimized for .*"),
    ("trickplay", r".*\.trickplay"),
    ("artwork", r"\.actors|extrafanart|extrathumbs"),
    ("unpacking", r"_(?:unpack|failed|downloading)_.*|\.unpack.*|_unpack"),
    ("sample", r"samples?"),
    ("disc_data", r"aacs|certificate"),
    ("hidden", r"\..*"),
]
_FILES = [
    ("system_file", r"\._.*|thumbs\.db|desktop\.ini|\.ds_store|folder\.db|ehthumbs(?:_vista)?\.db|\.plexmatch"),
    ("rule_file", r"\.ignore|\.plexignore|\.nomedia"),
    (
        "partial_download",
        r".*\.(?:part|partial~?|crdownload|!qb|!ut|!bt|bc!|tmp|temp|aria2|filepart|incomplete|download|opdownload"
        r"|dctmp|jc!|td|xltd|ytdl)",
    ),
    ("partial_download", r".*\.(?:part|partial~)\..*|~\$.*|.*\.mkv\.\d+"),
    ("hidden", r"\..*"),
    ("sample", r"sample(?:[ ._-].*)?\.[^.]+|.*[._\-\[(]sample[ ._-]?\d{0,2}[\])]?\.[^.]+"),
]


def scan_rules(globs: list[str]) -> Rules:
    """Give the rules of a scan, with a library's own globs."""
    kinds = dict.fromkeys((f".{each}" for each in VIDEO_EXTENSIONS - _NO_VIDEO), "video")
    kinds |= dict.fromkeys((f".{each}" for each in SUBTITLE_EXTENSIONS - _NO_SUBTITLE), "subtitle")
    kinds |= dict.fromkeys((f".{each}" for each in AUDIO_EXTENSIONS), "audio")
    kinds |= dict.fromkeys((f".{each}" for each in IMAGE_EXTENSIONS), "image")
    kinds[f".{NFO_EXTENSION}"] = "nfo"
    refused: dict[str, str] = dict.fromkeys((".strm", ".m3u", ".m3u8", ".pls", ".url", ".lnk"), "link_file")
    return Rules(kinds=kinds, folders=_FOLDERS, files=_FILES, globs=globs, refused=refused)
