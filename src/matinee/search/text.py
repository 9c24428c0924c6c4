"""Names and queries as the index compares them: folded, and cut into pieces of three letters."""

import re

from matinee.catalog.naming import fold

MOST_LETTERS = 200
_MOST_PIECES = 64
_APOSTROPHES = re.compile(r"(?<=\w)['’ʼ](?=\w)")
_NOT_WORD = re.compile(r"[\W_]+")
_DENSE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_SHORT_WORDS = range(3, 7)
"""Words so short that a slip may leave no three letters in a row: they are also known with each letter left out."""
_YEAR = re.compile(r"\s*\(?\b((?:18|19|20)[0-9]{2})\)?\s*$")


def folded(text: str) -> str:
    """Give a name in lower case, without marks and punctuation, words apart by one space."""
    sound = text.encode("utf-8", "replace").decode()[:MOST_LETTERS]
    return _NOT_WORD.sub(" ", _APOSTROPHES.sub("", fold(sound).lower())).strip()


def is_dense(text: str) -> bool:
    """Tell whether a text is in a script that writes a word in one to three letters."""
    return _DENSE.search(text) is not None


def split_year(query: str) -> tuple[str, int | None]:
    """Take a year off the end of a query; one that is a whole query is a name (*1917*)."""
    found = _YEAR.search(query)
    return (query[: found.start()], int(found[1])) if found and query[: found.start()].strip() else (query, None)


def pieces(text: str, *, is_typing: bool = False) -> list[str]:
    """Cut a folded text into pieces, each word by itself, its beginning and end marked.

    While somebody types, the last word has no end yet.
    """
    words = text.split()
    found: dict[str, None] = {}
    for number, word in enumerate(words, 1):
        found |= dict.fromkeys(_of_word(word, is_open=is_typing and number == len(words)))
        if not is_typing:
            found[f"^{word[0]}"] = None
    return list(found)[:_MOST_PIECES] if is_typing else list(found)


def _of_word(word: str, *, is_open: bool) -> list[str]:
    if _DENSE.search(word):
        return [*word, *(word[at : at + 2] for at in range(len(word) - 1))]
    marked = f"^{word}" if is_open else f"^{word}$"
    found = [marked[at : at + 3] for at in range(max(1, len(marked) - 2))]
    if len(word) in _SHORT_WORDS:
        found += [f"-{word}", *(f"-{word[:at]}{word[at + 1 :]}" for at in range(len(word)))]
    return found
