"""Search: documents as rows, an index that each machine keeps of them, and queries that show what a viewer may see."""

from matinee.search.indexing import rebuild_documents
from matinee.search.keeper import SearchKeeper
from matinee.search.repository import remove_documents, write_documents

__all__ = ["SearchKeeper", "rebuild_documents", "remove_documents", "write_documents"]
