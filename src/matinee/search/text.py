"""Names and queries as the index compares them: folded, and cut into pieces of three letters."""

import re

from matinee.catalog.naming import fold

MOST_LETTERS = 200
_MOST_PIECES = 64
_APOSTROPHES = re.compile(r"(?<=\w)['’‘ʼ`´](?=\w)")
_PLUS = re.compile(r"(?<=\s)\+(?=\s)")
_NOT_WORD = re.compile(r"(?:[^\w\u0900-\u0dff\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff]|_)+")
"""In the scripts of India and its neighbours vowels are marks, which Python does not count among a word's letters."""
_DENSE = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff]")
_SPELT_LETTERS = re.compile(r"\b[a-z0-9](?: [a-z0-9])+\b")
_ROMAN = re.compile(r"(?<= )(?!i\b)x{0,3}(?:ix|iv|v?i{0,3})(?<! )\b")
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}
_SHORT_WORDS = range(3, 7)
"""Words so short that a slip may leave no three letters in a row: they are also known with each letter left out."""
_YEAR = re.compile(r"\s*\(?\b((?:18|19|20)[0-9]{2})\)?\s*$")
_SAME_LETTERS = str.maketrans(
    {
        **{katakana: katakana - 0x60 for katakana in range(0x30A1, 0x30F7)},
        **dict.fromkeys((*range(0x064B, 0x0660), 0x0670, 0x0640, *range(0x0591, 0x05BE), 0x05BF)),
        **dict.fromkeys((0x0622, 0x0623, 0x0625, 0x0671), 0x0627),
        0x0649: 0x064A,
        0x0629: 0x0647,
    }
)
"""Katakana is written as hiragana; Arabic and Hebrew without vowels, Arabic's alef, ya and ta marbuta in one form."""


def folded(text: str) -> str:
    """Give a name in lower case, without marks and punctuation, words apart by one space.

    Letters spelt one by one are a word (*S.W.A.T.*), Roman numbers are digits (*Rocky II*). What is nothing but signs
    stays as it is.
    """
    return _with_digits(spelt(text))


def spelt(text: str) -> str:
    """Fold a name, its Roman numbers left as they are: *star v* may become *star voyage* yet."""
    sound = _PLUS.sub("&", text.encode("utf-8", "replace").decode()[:MOST_LETTERS])
    letters = _APOSTROPHES.sub("", fold(sound).lower().translate(_SAME_LETTERS))
    words = _NOT_WORD.sub(" ", letters).strip()
    joined = _SPELT_LETTERS.sub(lambda letters: letters[0].replace(" ", ""), words)
    return joined or " ".join(sound.split()).lower()


def _with_digits(words: str) -> str:
    return _ROMAN.sub(lambda number: str(_value(number[0])), words) if " " in words else words


def _value(roman: str) -> int:
    values = [_ROMAN_VALUES[letter] for letter in roman]
    return sum(-each if each < following else each for each, following in zip(values, [*values[1:], 0], strict=True))


def is_dense(text: str) -> bool:
    """Tell whether a text is in a script that writes a word in one to three letters."""
    return _DENSE.search(text) is not None


def split_year(query: str) -> tuple[str, int | None]:
    """Take a year off the end of a query; one that is a whole query is a name (*1917*)."""
    found = _YEAR.search(query[:MOST_LETTERS])
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
