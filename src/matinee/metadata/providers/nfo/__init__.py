"""NFO files as a source of metadata: a pure function over bytes; hostile ones are refused before a parser sees them."""

from matinee.metadata.providers.nfo.provider import NfoProvider
from matinee.metadata.providers.nfo.read import read_nfo
from matinee.metadata.providers.nfo.reading import NfoFile, NfoKind, NfoReading
from matinee.metadata.providers.nfo.text import LARGEST_BYTES

PROVIDER = NfoProvider()

__all__ = ["LARGEST_BYTES", "PROVIDER", "NfoFile", "NfoKind", "NfoReading", "read_nfo"]
