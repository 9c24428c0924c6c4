"""Extras: trailers, featurettes and the like, told by the folder they lie in or by the suffix of their name."""

import re

_FOLDERS = {
    "trailers": "trailer", "trailer": "trailer", "behind the scenes": "behind_the_scenes",
    "behindthescenes": "behind_the_scenes", "making of": "behind_the_scenes", "deleted scenes": "deleted_scene",
    "deleted": "deleted_scene", "deleted scene": "deleted_scene", "deletedscenes": "deleted_scene",
    "featurettes": "featurette", "featurette": "featurette", "interviews": "interview", "interview": "interview",
    "scenes": "scene", "scene": "scene", "shorts": "short", "clips": "clip", "clip": "clip",
    "extras": "other", "extra": "other", "other": "other", "others": "other", "bonus": "other", "bonuses": "other",
    "bonus features": "other", "special features": "other", "bonus material": "other", "samples": "sample",
    "sample": "sample", "theme music": "theme_song", "backdrops": "theme_video", "bonusmaterial": "other",
    "creditless": "creditless", "nc": "creditless", "ncop": "creditless", "nced": "creditless", "pv": "trailer",
    "pvs": "trailer", "menus": "other", "cms": "other", "extrafanart": "other", "teasers": "trailer",
    "bloopers": "other", "gag reel": "other", "gag reels": "other", "outtakes": "other", "promos": "trailer",
    "deleted and extended scenes": "deleted_scene",
}  # fmt: skip
_SUFFIXES = {
    "trailer": "trailer", "trailers": "trailer", "teaser": "trailer", "behindthescenes": "behind_the_scenes",
    "behind the scenes": "behind_the_scenes", "makingof": "behind_the_scenes", "making of": "behind_the_scenes",
    "deleted": "deleted_scene", "deletedscene": "deleted_scene", "deleted scene": "deleted_scene",
    "deletedscenes": "deleted_scene", "featurette": "featurette", "featurettes": "featurette", "interview": "interview",
    "scene": "scene", "short": "short", "clip": "clip", "extra": "other", "other": "other", "extras": "other",
    "bonus": "other", "sample": "sample", "theme": "theme_song",
}  # fmt: skip
_SUFFIX = re.compile(
    r"(?:(?P<dash>[-_.]|\s[-–]\s?|[\[(])|(?P<space>\s))"
    r"(?P<word>trailers?|teaser|behind[\s._-]?the[\s._-]?scenes|making[\s._-]?of|deleted(?:[\s._-]?scenes?)?|featurettes?"
    r"|interview|scene|short|clip|extras?|other|bonus|sample|theme)[\s._-]?[0-9]{0,2}[\])]?$",
    re.IGNORECASE,
)
_SPACED_WORDS = frozenset({"trailer", "sample"})
_TITLE_WORDS_BEFORE = frozenset(["the", "a", "an", "of", "and", "to", "in", "my", "your", "our", "his", "her"])
_SPLIT = re.compile(r"[\s._-]+")
_AMBIGUOUS_FOLDERS = frozenset(
    {"other", "others", "nc", "pv", "scene", "clip", "short", "shorts", "interview", "deleted", "extra", "outtakes"}
)
_ALONE = {"trailer": "trailer", "sample": "sample", "theme": "theme_song", "teaser": "trailer"}


def extra_of_folder(name: str) -> str | None:
    """The kind of extra a folder of this name holds, None when it is no extras folder."""
    return _FOLDERS.get(_SPLIT.sub(" ", name).strip().lower())


def is_sure_extras_folder(name: str) -> bool:
    """Whether the folder's name means extras wherever it stands (`Trailers`), not only inside a title (`Other`)."""
    return _SPLIT.sub(" ", name).strip().lower() not in _AMBIGUOUS_FOLDERS


def take_extra_suffix(stem: str) -> tuple[str, str | None]:
    """The stem without its extra's suffix (`-trailer`, `.sample`), and the kind of extra."""
    lowered = stem.strip().lower()
    if lowered in _ALONE:
        return "", _ALONE[lowered]
    found = _SUFFIX.search(stem)
    if not found or not stem[: found.start()].strip(" .-_"):
        return stem, None
    word = _SPLIT.sub(" ", found["word"].lower())
    if found["space"] and word not in _SPACED_WORDS:
        return stem, None
    before = stem[: found.start()]
    if found["dash"] == "." and word not in {"trailer", "sample", "trailers"}:
        return stem, None
    if found["dash"] != "-" and _SPLIT.split(before.lower())[-1] in _TITLE_WORDS_BEFORE:
        return stem, None
    return before, _SUFFIXES.get(word) or _SUFFIXES[word.replace(" ", "")]
