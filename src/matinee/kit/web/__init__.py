"""HTTP without business words: problems, the request's transaction, files by range, signatures, headers."""

from matinee.kit.web.problems import as_response, problem_of, send_problem
from matinee.kit.web.protocol import Protocol, server_options
from matinee.kit.web.ranges import FileAnswer, disposition, entity_of, send_file
from matinee.kit.web.transaction import end_transactions, provide_transaction

__all__ = [
    "FileAnswer",
    "Protocol",
    "as_response",
    "disposition",
    "end_transactions",
    "entity_of",
    "problem_of",
    "provide_transaction",
    "send_file",
    "send_problem",
    "server_options",
]
