"""One title written in two languages side by side: `天使降臨／Tenshi Kourin`, `Голубая волна／Blue Crush`."""

import re

_ALWAYS_BETWEEN = re.compile(r"\s*／\s*")
_BETWEEN = re.compile(r"\s*[／|·]\s*|_")
_LATIN_WORD = re.compile(r"[A-Za-zÀ-ɏ]{3}")
_OTHER_LETTER = re.compile(r"[\u0370-\u1fff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_IDEOGRAPH = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_PEOPLE = re.compile(r"\s*\([^()]*／[^()]*(?:\([^()]*\)[^()]*)?\)")
"""The director in both scripts, as Russian indexers write it behind the titles."""


def latin_title(text: str) -> str:
    """The title in Latin letters where one in another script stands beside it; every other text as it is."""
    if text.isascii():
        return text
    if "／" in text:
        text = _PEOPLE.sub("", text).strip(" ／")
        titles = _ALWAYS_BETWEEN.split(text)
    elif _IDEOGRAPH.search(text):
        titles = _BETWEEN.split(text)
    else:
        return text
    titles = [title.strip() for title in titles if title.strip()]
    if len(titles) < 2 or not any(_OTHER_LETTER.search(title) for title in titles):
        return text
    return next((title for title in titles if is_latin_title(title)), titles[-1] if "／" in text else text)


def is_latin_title(text: str) -> bool:
    """Tell whether a text can be a title in Latin letters."""
    return _LATIN_WORD.search(text) is not None and _OTHER_LETTER.search(text) is None
