"""Season folders in the usual languages: `Season 1`, `Staffel 2`, `Show.S03.1080p`, `第1季`, `Specials`."""

import re

import msgspec

SEASON_WORDS = (
    r"seasons?|saisons?|staffeln?|temporadas?|tem|temp|stagion[ei]|seizoen(?:en)?|säsong|sasong|sæson|saeson|sesong|sezons?|sezonul|sezonas|hooaeg|"
    r"sezóna|sezona|sezon[ay]|série|séria|serie|series|seria|kausi|tuotantokausi|évad|evad|сезоны?|сезон|シーズン|시즌|"
    r"σεζόν|κύκλος|الموسم|موسم|سيزن|עונה|ฤดูกาล|mùa|musim|sæsong|þáttaröð"
)
_NUMBER_WORDS = {
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12,
}  # fmt: skip
_CJK_DIGITS = {character: number for number, character in enumerate("零一二三四五六七八九十")}
_ENDS = r"(?![^\W_])(?!\s*[-–~]\s*(?:s(?:eason)?\s?)?[0-9]{1,2}(?![0-9]))"
_WORD_FIRST = re.compile(
    rf"(?:^|(?<=[\s._\-\[(,]))(?:{SEASON_WORDS})[\s._#-]{{0,3}}(?P<n>[0-9]{{1,2}}(?![0-9])|(?:19|20)[0-9]{{2}}|{'|'.join(_NUMBER_WORDS)}){_ENDS}",
    re.IGNORECASE,
)
_NUMBER_FIRST = re.compile(
    rf"(?:^|(?<=[\s._\-\[(]))(?P<n>[0-9]{{1,2}})(?:st|nd|rd|th|ª|º|°|a|er|ère|ere|ème|eme|e|-й|й)?[\s._-]{{0,3}}(?:{SEASON_WORDS})(?![^\W_])",
    re.IGNORECASE,
)
_ROMAN = re.compile(
    rf"(?:^|(?<=[\s._\-\[(,]))(?:seasons?|saisons?|staffel|temporada|stagione)[\s._]{{1,3}}(?P<n>[ivx]{{1,4}})(?![^\W_]){_ENDS}",
    re.IGNORECASE,
)
_S_NUMBER = re.compile(rf"(?:^|(?<=[\s._\-\[(]))S(?P<n>[0-9]{{1,4}}){_ENDS}", re.IGNORECASE)
_CJK = re.compile(r"第\s?(?P<n>[0-9]{1,3}|[零一二三四五六七八九十]{1,3})\s?(?:[季期部]|シーズン|シリーズ|クール)")
_SPECIALS = re.compile(
    r"(?:season\s?0+\s?-?\s?)?(?:specials?(?:\s(?:&|and|\+)\sovas?|\s?\(0+|\sepisodes?)?|spéciaux|speciaux|épisodes\sspéciaux|hors[\s-]s[ée]rie|"
    r"especiales|especiais|especial|speciali|speciale[rs]?|specialavsnitt|spesialer|sonderfolgen|spezial|erikoisjaksot|"
    r"odcinki\sspecjalne|specjalne|különkiadások|speciály|špeciály|"
    r"ovas?|oavs?|oads?|sps?|s00|特典|特别篇|特別篇|番外|番外編|番外篇|спешлы|спецвыпуски|スペシャル)",
    re.IGNORECASE,
)
_COMPLETE = re.compile(r"[\s._-]+(?:the[\s._])?complete[\s._-]*$", re.IGNORECASE)
_CJK_NUMBER_FIRST = re.compile(r"(?:^|(?<=[\s._\-\[(]))(?P<n>[0-9]{1,2})\s?[季期]$")
_BOOK = re.compile(r"(?:book|buch|livre|libro)[\s._-]{1,3}(?P<n>[0-9]{1,2})(?:\s?[-–:]\s.*)?", re.IGNORECASE)
_BARE_NUMBER = re.compile(r"0?[0-9]{1,2}")
_LATEST_SEASON = 2100  # seasons numbered by year; larger numbers are something else


class SeasonFolder(msgspec.Struct, frozen=True):
    """A folder's season, the series' name where it stands before it, and whether the folder says `season` itself."""

    season: int
    series: str
    is_explicit: bool
    end: int = 0
    """Where the season's words end in the name."""


def read_season_folder(name: str) -> SeasonFolder | None:
    """The season a folder holds, None when it names none."""
    stripped = name.strip(" ._-[]()")
    if _SPECIALS.fullmatch(stripped):
        return SeasonFolder(0, "", is_explicit=True)
    for pattern in (_WORD_FIRST, _ROMAN, _NUMBER_FIRST, _S_NUMBER, _CJK, _CJK_NUMBER_FIRST):
        found = pattern.search(name)
        if found:
            season = _number(found["n"])
            if 0 <= season <= _LATEST_SEASON:
                return SeasonFolder(season, _COMPLETE.sub("", name[: found.start()]), is_explicit=True, end=found.end())
    book = _BOOK.fullmatch(stripped)
    if book:
        return SeasonFolder(int(book["n"]), "", is_explicit=True, end=len(name))
    if _BARE_NUMBER.fullmatch(stripped):
        return SeasonFolder(int(stripped), "", is_explicit=False)
    return None


def _roman(text: str) -> int:
    values = [{"i": 1, "v": 5, "x": 10}[letter] for letter in text]
    return sum(
        -value if value < following else value for value, following in zip(values, [*values[1:], 0], strict=True)
    )


def _number(text: str) -> int:
    if text.isdigit():
        return int(text)
    lowered = text.lower()
    if lowered in _NUMBER_WORDS:
        return _NUMBER_WORDS[lowered]
    if lowered.isascii():
        return _roman(lowered)
    tens, _, ones = text.rpartition("十")
    if "十" in text:
        return (_CJK_DIGITS.get(tens, 1) if tens else 1) * 10 + (_CJK_DIGITS.get(ones, 0) if ones else 0)
    return int("".join(str(_CJK_DIGITS[character]) for character in text))
