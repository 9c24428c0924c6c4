"""Metadata: the providers and their port, merging what they say, and keeping titles dressed with it."""

from matinee.metadata.providers.nfo.beside import NfoPlaces
from matinee.metadata.providers.nfo.facts import EpisodeFacts, NfoFacts, TitleFacts, read_nfo_facts
from matinee.metadata.repository.nfos import locate_nfos

__all__ = ["EpisodeFacts", "NfoFacts", "NfoPlaces", "TitleFacts", "locate_nfos", "read_nfo_facts"]
