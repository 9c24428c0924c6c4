"""Files beside a video: subtitles and sound tracks, artwork, NFO; what their names say."""

import re
from typing import Literal

import msgspec

from matinee.catalog.naming.languages import language_tag
from matinee.catalog.naming.paths import (
    AUDIO_EXTENSIONS,
    IMAGE_EXTENSIONS,
    NFO_EXTENSION,
    SUBTITLE_EXTENSIONS,
    readable,
    split_extension,
)

_ART = {
    "poster": "poster", "folder": "poster", "cover": "poster", "default": "poster", "movie": "poster", "show": "poster",
    "keyart": "poster", "dvdcover": "poster", "fanart": "backdrop", "backdrop": "backdrop", "background": "backdrop",
    "art": "backdrop", "clearart": "backdrop", "logo": "logo", "clearlogo": "logo", "thumb": "thumb",
    "landscape": "thumb", "banner": "banner",
}  # fmt: skip
_ART_NAME = re.compile(
    rf"(?:(?P<stem>.+?)(?:\s*[-._]\s*))??(?P<art>{'|'.join(sorted(_ART, key=len, reverse=True))})[-_.\s]?(?P<n>[0-9]{{0,3}})$",
    re.IGNORECASE,
)
_SEASON_ART = re.compile(
    r"season[-_.\s]?(?P<n>[0-9]{1,4}|all|specials?)[-_.\s]?(?P<art>poster|fanart|backdrop|banner|landscape|thumb|logo)?[0-9]{0,2}$",
    re.IGNORECASE,
)
_PIECE = re.compile(r"[^\s._\[\](){}+,]+")
_FORCED = frozenset({"forced", "foreign", "forcé", "force", "forcés", "forzado", "forzati"})
_IMPAIRED = frozenset({"sdh", "cc", "hoh", "hearing", "impaired", "hearingimpaired", "captions", "closedcaptions"})
_DEFAULT = frozenset({"default"})
_PLAIN_WORDS = frozenset({"full", "sub", "subs", "subtitle", "subtitles", "track", "und", "unknown"})
_NUMBERED = re.compile(r"^(?:track|subtitle)?[0-9]{1,3}$", re.IGNORECASE)
_LAST_WORD = re.compile(r"[-\s]")

type SidecarKind = Literal["subtitle", "audio", "image", "nfo"]


class SidecarReading(msgspec.Struct, frozen=True, kw_only=True):
    """What the name of a file beside a video says.

    `scope` is `video` when it carries the video's own stem, `season` for artwork of a season, else `folder`.
    `art` is one of poster, backdrop, logo, thumb, banner; `nfo` one of movie, tvshow, season, video.
    """

    kind: SidecarKind
    scope: Literal["video", "folder", "season"]
    language: str | None = None
    is_forced: bool = False
    is_hearing_impaired: bool = False
    is_default: bool = False
    title: str | None = None
    art: str | None = None
    ordinal: int = 0
    season: int | None = None
    nfo: str | None = None


def read_sidecar(name: str | bytes, video_stem: str | bytes) -> SidecarReading | None:
    """Read the name of a file that lies beside a video (or in a `Subs` folder under it).

    `video_stem` is the video's name without extension, empty to read what belongs to the folder alone. None: not a
    sidecar, or one of another video.
    """
    stem, extension = split_extension(readable(_text(name)))
    own = readable(_text(video_stem))
    if extension in SUBTITLE_EXTENSIONS and extension != "xml":
        return _track("subtitle", stem, own)
    if extension in AUDIO_EXTENSIONS:
        return _track("audio", stem, own)
    if extension in IMAGE_EXTENSIONS:
        return _image(stem, own)
    if extension == NFO_EXTENSION:
        return _nfo(stem, own)
    return None


def _text(name: str | bytes) -> str:
    return name if isinstance(name, str) else name.decode("utf-8", "surrogateescape")


def _suffix(stem: str, video_stem: str) -> str | None:
    """What follows the video's stem, None when the name does not begin with it or goes on with a letter or digit."""
    if not video_stem or not stem.lower().startswith(video_stem.lower()):
        return None
    rest = stem[len(video_stem) :]
    return None if rest[:1].isalnum() else rest


def _track(kind: SidecarKind, stem: str, video_stem: str) -> SidecarReading | None:
    rest = _suffix(stem, video_stem)
    if rest is None and video_stem:
        return None
    return read_track_words(kind, stem if rest is None else rest, scope="folder" if rest is None else "video")


def read_track_words(kind: SidecarKind, text: str, scope: Literal["video", "folder"]) -> SidecarReading:
    """Language, marks and title from the words behind the video's stem, or of a whole name in a `Subs` folder."""
    language: str | None = None
    is_forced = is_impaired = is_default = False
    titled: list[str] = []
    for piece in _PIECE.findall(text):
        word = piece.strip("-–").lower()
        if not word or word in _PLAIN_WORDS or _NUMBERED.fullmatch(word):
            continue
        if word in _FORCED:
            is_forced = True
        elif word in _IMPAIRED or (word == "hi" and language is not None):
            is_impaired = True
        elif word in _DEFAULT:
            is_default = True
        elif (language is None and (tag := _language(word))) or (
            language and "-" not in language and (tag := _refined(language, word))
        ):
            language = tag
        else:
            titled.append(piece.strip("-–"))
    return SidecarReading(
        kind=kind,
        scope=scope,
        language=language,
        is_forced=is_forced,
        is_hearing_impaired=is_impaired,
        is_default=is_default,
        title=" ".join(titled) or None,
    )


def _language(word: str) -> str | None:
    tag = language_tag(word)
    if tag is None and "-" in word:
        pieces = [language_tag(piece) for piece in _LAST_WORD.split(word)]
        tag = next((piece for piece in pieces if piece), None) if all(pieces) else None
    return tag


def _refined(language: str, word: str) -> str | None:
    """`chinese.simplified`, `portuguese.br`: a second word that narrows the first."""
    tag = (
        language_tag(f"{language}-{word}")
        if word in {"br", "pt", "us", "gb", "uk", "tw", "hk", "cn", "ca"}
        else language_tag(word)
    )
    return tag if tag and "-" in tag and tag.split("-")[0] == language else None


def _image(stem: str, video_stem: str) -> SidecarReading | None:
    season = _SEASON_ART.fullmatch(stem)
    if season:
        number = season["n"].lower()
        return SidecarReading(
            kind="image",
            scope="season",
            art=_ART[(season["art"] or "poster").lower()],
            season=int(number) if number.isdigit() else 0 if number.startswith("special") else None,
        )
    rest = _suffix(stem, video_stem)
    if rest == "":
        return SidecarReading(kind="image", scope="video", art="thumb")
    found = _ART_NAME.fullmatch(stem if rest is None else rest.lstrip(" -._"))
    if not found or (found["stem"] and (rest is not None or video_stem)):
        return None
    ordinal = int(found["n"]) if found["n"] else 0
    scope = "folder" if rest is None else "video"
    return SidecarReading(kind="image", scope=scope, art=_ART[found["art"].lower()], ordinal=ordinal)


def _nfo(stem: str, video_stem: str) -> SidecarReading | None:
    lowered = stem.lower()
    if lowered in {"movie", "tvshow", "season"}:
        return SidecarReading(kind="nfo", scope="folder", nfo=lowered)
    if video_stem and lowered == video_stem.lower():
        return SidecarReading(kind="nfo", scope="video", nfo="video")
    return None
