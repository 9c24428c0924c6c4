"""NFO files as a source of metadata: a pure function over bytes; hostile ones are refused before a parser sees them."""

from matinee.metadata.nfo.read import read_nfo
from matinee.metadata.nfo.reading import NfoFile, NfoKind, NfoPerson, NfoReading
from matinee.metadata.nfo.text import LARGEST_BYTES

__all__ = ["LARGEST_BYTES", "NfoFile", "NfoKind", "NfoPerson", "NfoReading", "read_nfo"]
