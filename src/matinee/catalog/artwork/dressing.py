"""What one item of a file shows, what lies beside the file for it, and what is to be made anew. No disk, no SQL."""

import os
from collections.abc import Collection

import msgspec

from matinee.catalog.artwork import local
from matinee.catalog.artwork.local import Beside
from matinee.catalog.artwork.repository import Owner, Picture, Shown, Source
from matinee.kit.images import StoredImage

_WANTED = {
    "movie": ("poster", "backdrop", "thumb"),
    "series": ("poster", "backdrop", "thumb"),
    "season": ("poster",),
    "episode": ("thumb",),
}


class Made(msgspec.Struct, frozen=True):
    """A picture ready to be written, and the one whose place it takes."""

    picture: Picture
    stored: StoredImage
    instead_of: Shown | None


class Dressing(msgspec.Struct, frozen=True):
    """One item that a file belongs to, the pictures that lie there for it, and those it has."""

    owner: Owner
    source: Source
    named: dict[str, Beside]
    shown: dict[str, Shown]

    @property
    def wanted(self) -> tuple[str, ...]:
        """The types of picture that an item of this kind has at the end."""
        return _WANTED.get(self.owner.kind, ())

    @property
    def card_mark(self) -> str:
        """The words of its card."""
        return "\n".join(words_of(self.owner))

    def from_beside(self, kind: str, picture: Beside, stored: StoredImage) -> Made:
        """Give a picture file that was taken in."""
        row = Picture(self.owner.id, kind, "local", self.source.library_id, picture.id, picture.mark)
        return Made(row, stored, self.shown.get(kind))

    def from_film(self, kind: str, source: str, stored: StoredImage) -> Made:
        """Give a card or cover that was made of the film."""
        mark = self.card_mark if source == "card" else self.source.mark
        row = Picture(self.owner.id, kind, source, self.source.library_id, self.source.file_id, mark)
        return Made(row, stored, self.shown.get(kind))

    def to_take(self) -> dict[str, Beside]:
        """Give the pictures that lie there and are not shown as they are now; what a person chose stays."""
        return {kind: each for kind, each in self.named.items() if not self._is_settled(kind, each)}

    def _is_settled(self, kind: str, picture: Beside) -> bool:
        now = self.shown.get(kind)
        if now is None or now.source != "local":
            return now is not None and now.source == "chosen"
        if now.file_id == picture.id:
            return now.mark == picture.mark
        is_elsewhere = now.folder != os.path.dirname(picture.path)
        return is_elsewhere and not now.is_gone and now.mark == now.file_mark

    def lost(self) -> list[Shown]:
        """Give the shown pictures whose file was taken away."""
        return [each for each in self.shown.values() if each.source == "local" and each.is_gone]

    def to_make(self, made: Collection[str]) -> list[str]:
        """Give what is to be taken from the film itself: what it lacks, and cards and covers of before."""
        return [kind for kind in self.wanted if kind not in made and self._is_stale(self.shown.get(kind))]

    def _is_stale(self, now: Shown | None) -> bool:
        if now is None or (now.source == "local" and now.is_gone):
            return True
        if now.source == "card":
            return now.mark != self.card_mark
        return now.source == "embedded" and now.file_id == self.source.file_id and now.mark != self.source.mark


def named(owner: Owner, source: Source, beside: list[Beside], *, alone: bool) -> dict[str, Beside]:
    """Choose the local artwork of an item."""
    above = os.path.dirname(source.folder)
    match owner.kind:
        case "movie":
            return local.pictures_of_video(beside, source.path, alone=alone)
        case "episode":
            found = local.pictures_of_video(beside, source.path, alone=False)
            wide = found.get("thumb") or found.get("poster")
            return {"thumb": wide} if wide else {}
        case "season":
            poster = local.poster_of_season(beside, owner.season_number or 0)
            if poster is None and above:
                poster = local.pictures_of_folder(beside, source.folder).get("poster")
            return {"poster": poster} if poster else {}
        case _:
            return local.pictures_of_folder(beside, above or source.folder)


def words_of(owner: Owner) -> tuple[str, str]:
    """Give a card's title and small line."""
    match owner.kind:
        case "episode":
            return owner.title, f"S{owner.season_number or 0}  E{owner.episode_number or 0}"
        case "season":
            number = owner.season_number or 0
            return owner.series_title or owner.title, f"Season {number}" if number else "Specials"
        case _:
            return owner.title, str(owner.year or "")
