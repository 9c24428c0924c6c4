"""A person says which title a file is of: kept through every scan and refresh, and undoable."""

from matinee.catalog.choosing.records import Choice, EpisodeTarget, ItemTarget, Target, TitleTarget
from matinee.catalog.choosing.service import choose, move_episode, split

__all__ = ["Choice", "EpisodeTarget", "ItemTarget", "Target", "TitleTarget", "choose", "move_episode", "split"]
