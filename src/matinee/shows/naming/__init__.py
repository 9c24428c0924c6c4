"""Reading episodes from their paths. Pure functions."""

from matinee.shows.naming.path import read_episode_path
from matinee.shows.naming.reading import EpisodeGuess, EpisodeReading

__all__ = ["EpisodeGuess", "EpisodeReading", "read_episode_path"]
