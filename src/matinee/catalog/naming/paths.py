"""A path as its names: the folder chain, the stem and the extension, readable whatever bytes they are made of."""

import re
import unicodedata
from collections.abc import Sequence

import msgspec

VIDEO_EXTENSIONS = frozenset(
    [
        "3g2",
        "3gp",
        "amv",
        "asf",
        "asx",
        "avi",
        "bdm",
        "bin",
        "bivx",
        "divx",
        "dv",
        "dvr-ms",
        "evo",
        "f4v",
        "flv",
        "h264",
        "ifo",
        "bup",
        "hevc",
        "img",
        "iso",
        "m1v",
        "m2p",
        "m2t",
        "m2ts",
        "m2v",
        "m4v",
        "mk3d",
        "mkv",
        "mov",
        "mp2v",
        "mp4",
        "mpe",
        "mpeg",
        "mpg",
        "mpv",
        "mts",
        "mxf",
        "nrg",
        "nsv",
        "nuv",
        "ogm",
        "ogv",
        "ogx",
        "qt",
        "rec",
        "rm",
        "rmvb",
        "strm",
        "svq3",
        "tp",
        "trp",
        "ts",
        "ty",
        "vc1",
        "viv",
        "vob",
        "vp3",
        "webm",
        "wmv",
        "wtv",
        "xvid",
        "y4m",
    ]
)
SUBTITLE_EXTENSIONS = frozenset(
    [
        "ass",
        "dfxp",
        "idx",
        "mks",
        "mpl2",
        "psb",
        "rt",
        "sbv",
        "scc",
        "smi",
        "srt",
        "ssa",
        "stl",
        "sub",
        "sup",
        "ttml",
        "usf",
        "vtt",
        "xml",
    ]
)
IMAGE_EXTENSIONS = frozenset(["avif", "bmp", "gif", "jpe", "jpeg", "jpg", "png", "tbn", "tiff", "webp"])
AUDIO_EXTENSIONS = frozenset(["aac", "ac3", "dts", "eac3", "flac", "m4a", "mka", "mp3", "oga", "ogg", "opus", "wav"])
NFO_EXTENSION = "nfo"

_KNOWN_EXTENSIONS = VIDEO_EXTENSIONS | SUBTITLE_EXTENSIONS | IMAGE_EXTENSIONS | AUDIO_EXTENSIONS | {NFO_EXTENSION}
_LONGEST_NAME = 400  # characters read of one name: file systems allow 255 bytes, so nothing real is cut
_DEEPEST_CHAIN = 8  # folders above the file that can say anything about it
_INVISIBLE = re.compile("[\u0000-\u001f\u007f\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]")
_ESCAPED_BYTE = re.compile("[\udc80-\udcff]+")
_DRIVE = re.compile(r"[A-Za-z]:")
_BETWEEN_TITLES = re.compile(r"(?<=\s)/(?=\s)|/(?=[^\[\]【】/]*[\]】])")
_BRACKET = re.compile(r"[\[【][^\[\]【】]*[\]】]")
_WIDE_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")


class NamePath(msgspec.Struct, frozen=True):
    """What a path says by name: folders from the top down (the nearest is last), stem and extension (lower case)."""

    folders: tuple[str, ...]
    stem: str
    extension: str

    @property
    def parent(self) -> str:
        """The name of the folder that holds the file, empty when there is none."""
        return self.folders[-1] if self.folders else ""


def read_path(path: str | bytes) -> NamePath:
    """Split a path (of bytes, of escaped bytes, POSIX or Windows) into names that can be shown and matched.

    A title as an indexer shows it may hold a slash between two languages (`[天使／Tenshi]`); no folder is split there.
    """
    text = path if isinstance(path, str) else path.decode("utf-8", "surrogateescape")
    if "\\" in text and "/" not in text:
        text = text.replace("\\", "/")
    if " / " in text or "]" in text or "】" in text:
        text = _BRACKET.sub(lambda bracket: bracket[0].replace("/", "／"), text)
        text = _BETWEEN_TITLES.sub("／", text)
    *folders, name = text.rsplit("/", _DEEPEST_CHAIN + 1)
    if len(folders) > _DEEPEST_CHAIN:
        folders = folders[1:]
    stem, extension = split_extension(readable(name))
    chain = tuple(
        readable(folder) for folder in folders if folder not in {"", ".", ".."} and not _DRIVE.fullmatch(folder)
    )
    return NamePath(chain, stem, extension)


def split_extension(name: str) -> tuple[str, str]:
    """Stem and extension in lower case; what follows the last dot counts only when it is a known extension."""
    stem, dot, extension = name.rpartition(".")
    extension = extension.lower()
    if dot and stem and extension in _KNOWN_EXTENSIONS:
        return stem, extension
    return name, ""


def readable(name: str) -> str:
    """One name as text: NFC, without control and direction marks; bytes that are not UTF-8 read as Windows-1252."""
    name = name[:_LONGEST_NAME]
    if name.isascii():
        return _INVISIBLE.sub("", name) if not name.isprintable() else name
    name = _ESCAPED_BYTE.sub(_western, name)
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", name)).translate(_WIDE_DIGITS)


def _western(run: re.Match[str]) -> str:
    """A lone high byte between letters is an accented letter of an old system; a run of them is another script."""
    raw = run[0].encode("utf-8", "surrogateescape")
    return raw.decode("cp1252", "replace") if len(raw) == 1 else "\ufffd" * len(raw)


def is_video(name: str) -> bool:
    """Whether the name has a video's extension."""
    return name.rpartition(".")[2].lower() in VIDEO_EXTENSIONS


def nearest_first(folders: Sequence[str]) -> tuple[str, ...]:
    """The chain from the file upwards."""
    return tuple(reversed(folders))
