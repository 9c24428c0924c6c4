"""Metadata: the providers and their port, merging what they say, and keeping titles dressed with it."""

from matinee.metadata.awaiting import await_first_answer, settle_first_answer
from matinee.metadata.errors import NobodyThere, NothingToRefresh
from matinee.metadata.jobs import KINDS, PEOPLE_REFRESH, RefreshPerson
from matinee.metadata.matching import FileToMatch, is_question, join_known_twins, matching_kind, request_match
from matinee.metadata.plays import ImportedPlays, TakenBack, import_plays, note, undo_import
from matinee.metadata.port import Answer, Capability, Lead, Provider, Subject, WatchedFact
from matinee.metadata.providers.nfo.beside import NfoPlaces
from matinee.metadata.providers.nfo.facts import EpisodeFacts, NfoFacts, TitleFacts, read_nfo_facts
from matinee.metadata.providers.nfo.repository import locate_nfos
from matinee.metadata.refreshing import Refreshed, refresh_items
from matinee.metadata.registry import all_providers, who_can
from matinee.metadata.repository.due import movies_to_refresh, stale_series
from matinee.metadata.repository.subjects import below

__all__ = [
    "KINDS",
    "PEOPLE_REFRESH",
    "Answer",
    "Capability",
    "EpisodeFacts",
    "FileToMatch",
    "ImportedPlays",
    "Lead",
    "NfoFacts",
    "NfoPlaces",
    "NobodyThere",
    "NothingToRefresh",
    "Provider",
    "RefreshPerson",
    "Refreshed",
    "Subject",
    "TakenBack",
    "TitleFacts",
    "WatchedFact",
    "all_providers",
    "await_first_answer",
    "below",
    "import_plays",
    "is_question",
    "join_known_twins",
    "locate_nfos",
    "matching_kind",
    "movies_to_refresh",
    "note",
    "read_nfo_facts",
    "refresh_items",
    "request_match",
    "settle_first_answer",
    "stale_series",
    "undo_import",
    "who_can",
]
