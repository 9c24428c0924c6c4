"""Whose pictures are to be brought in line: of titles that changed, and beside picture files that did."""

import os
from collections.abc import Collection, Iterable, Sequence
from uuid import UUID

from matinee.catalog.artwork import local, repository
from matinee.catalog.artwork.repository import Video
from matinee.kit.db import Connection

type Place = tuple[UUID, bytes]
"""A root, and a path below it."""


async def videos_of_pictures(tx: Connection, pictures: Collection[Place]) -> list[Video]:
    """Give the videos whose titles may show these picture files, which are new, changed, moved or gone.

    A video that is yet to be looked into is left out: it is dressed after that.
    """
    if not pictures:
        return []
    folders = sorted({(root_id, os.path.dirname(path)) for root_id, path in pictures})
    found = await repository.videos_near(tx, folders)
    by_folder: dict[Place, list[Video]] = {}
    for each in found:
        by_folder.setdefault((each.root_id, each.folder), []).append(each)
    chosen: dict[UUID, Video] = {}
    for root_id, folder in folders:
        named = [
            os.path.basename(path) for root, path in pictures if (root, os.path.dirname(path)) == (root_id, folder)
        ]
        mine = by_folder.get((root_id, folder), [])
        whole = any(local.is_of_folder(each) for each in named)
        chosen |= {each.file_id: each for each in (mine if whole else _called(mine, named))}
        if whole and folder:
            below = [
                videos[0]
                for (root, at), videos in by_folder.items()
                if (root, os.path.dirname(at)) == (root_id, folder)
            ]
            chosen |= {each.file_id: each for each in below}
    return list(chosen.values())


def _called(videos: Sequence[Video], pictures: Iterable[bytes]) -> list[Video]:
    """The videos whose name begins a picture's: the longest such name."""
    by_stem: dict[bytes, list[Video]] = {}
    for each in videos:
        by_stem.setdefault(os.path.splitext(os.path.basename(each.path))[0].lower(), []).append(each)
    found: list[Video] = []
    for picture in pictures:
        name = os.path.splitext(picture)[0].lower()
        stem = next((name[:end] for end in range(len(name), 0, -1) if name[:end] in by_stem), b"")
        found += by_stem.get(stem, [])
    return found
