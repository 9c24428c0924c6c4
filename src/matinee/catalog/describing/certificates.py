"""Age ratings of the world as an age in years: what parents' limits compare with."""

import re

_SYSTEMS: dict[str, str] = {
    "us": "G=0 TV-Y=0 TV-G=0 TV-Y7=7 TV-Y7-FV=7 PG=10 TV-PG=10 PG-13=13 TV-14=14 R=17 TV-MA=17 NC-17=18 X=18 M=17",
    "gb": "U=0 UC=0 PG=8 12=12 12A=12 15=15 18=18 R18=18",
    "ie": "G=0 PG=8 12A=12 12PG=12 15A=15 15PG=15 16=16 18=18",
    "de": "0=0 6=6 12=12 16=16 18=18 FSK0=0 FSK6=6 FSK12=12 FSK16=16 FSK18=18",
    "fr": "U=0 TP=0 10=10 12=12 16=16 18=18 -10=10 -12=12 -16=16 -18=18",
    "es": "A=0 APTA=0 TP=0 ERI=0 7=7 12=12 13=13 16=16 18=18 X=18",
    "it": "T=0 VM14=14 VM18=18 6+=6 14+=14 18+=18",
    "pt": "M/3=3 M/4=4 M/6=6 M/12=12 M/14=14 M/16=16 M/18=18 A=0",
    "nl": "AL=0 6=6 9=9 12=12 14=14 16=16 18=18",
    "se": "BTL=0 BT=0 7=7 11=11 15=15",
    "no": "A=0 6=6 9=9 12=12 15=15 18=18",
    "dk": "A=0 7=7 11=11 15=15 F=0",
    "fi": "S=0 K-7=7 K-12=12 K-16=16 K-18=18 T=0",
    "au": "P=0 C=5 G=0 PG=8 M=15 MA=15 MA15+=15 AV15+=15 R=18 R18+=18 X18+=18",
    "nz": "G=0 PG=8 M=16 R13=13 RP13=13 R15=15 R16=16 RP16=16 R18=18",
    "ca": "G=0 C=0 C8=8 PG=8 14+=14 14A=14 18+=18 18A=18 R=18 A=18 13+=13 16+=16",
    "br": "L=0 AL=0 10=10 12=12 14=14 16=16 18=18 A10=10 A12=12 A14=14 A16=16 A18=18",
    "mx": "AA=0 A=0 B=12 B-15=15 B15=15 C=18 D=18",
    "ar": "ATP=0 SAM13=13 SAM16=16 SAM18=18",
    "jp": "G=0 PG12=12 PG-12=12 R15+=15 R-15=15 R18+=18 R-18=18",
    "kr": "ALL=0 7=7 12=12 15=15 18=18 19=19 R=19",
    "in": "U=0 U/A=12 UA=12 UA7+=7 UA13+=13 UA16+=16 A=18 S=18",
    "hk": "I=0 IIA=12 IIB=15 III=18",
    "tw": "G=0 P=6 PG=12 PG12=12 PG15=15 R=18",
    "sg": "G=0 PG=8 PG13=13 NC16=16 M18=18 R21=21",
    "ph": "G=0 PG=8 R-13=13 R-16=16 R-18=18",
    "za": "A=0 PG=8 7-9PG=7 10-12PG=10 13=13 16=16 18=18",
    "ru": "0+=0 6+=6 12+=12 16+=16 18+=18",
    "tr": "G=0 7+=7 13+=13 18+=18",
    "pl": "0=0 7=7 12=12 16=16 18=18",
    "hu": "KN=0 6=6 12=12 16=16 18=18 X=18",
    "gr": "K=0 K-8=8 K-12=12 K-16=16 K-18=18",
    "ch": "0=0 6=6 8=8 10=10 12=12 14=14 16=16 18=18",
    "at": "0=0 6=6 8=8 10=10 12=12 14=14 16=16 18=18",
}
_COUNTRIES = {
    "usa": "us", "unitedstates": "us", "uk": "gb", "unitedkingdom": "gb", "bbfc": "gb", "ireland": "ie",
    "germany": "de", "deutschland": "de", "fsk": "de", "france": "fr", "spain": "es", "españa": "es", "italy": "it",
    "italia": "it", "portugal": "pt", "netherlands": "nl", "sweden": "se", "norway": "no", "denmark": "dk",
    "finland": "fi", "australia": "au", "newzealand": "nz", "canada": "ca", "brazil": "br", "brasil": "br",
    "mexico": "mx", "argentina": "ar", "japan": "jp", "southkorea": "kr", "korea": "kr", "india": "in",
    "hongkong": "hk", "taiwan": "tw", "singapore": "sg", "philippines": "ph", "southafrica": "za", "russia": "ru",
    "turkey": "tr", "poland": "pl", "hungary": "hu", "greece": "gr", "switzerland": "ch", "austria": "at",
}  # fmt: skip
_TABLES = {
    country: {label: int(age) for label, _, age in (pair.rpartition("=") for pair in pairs.split())}
    for country, pairs in _SYSTEMS.items()
}
_WITHOUT_COUNTRY = (
    "us",
    "gb",
    "de",
    "au",
    "ca",
    "jp",
    "nl",
    "es",
    "it",
    "br",
    "hk",
    "fi",
    "mx",
    "sg",
    "nz",
    "in",
    "pt",
)
_UNRATED = frozenset({"NR", "UR", "UNRATED", "NOTRATED", "NOT RATED", "N/A", "NONE", "APPROVED", "PASSED", "UNKNOWN"})
_PREFIX = re.compile(r"^([a-zà-ÿ ]{2,14}?)\s*[:/_-]\s*(?=\S)", re.IGNORECASE)
_RATED = re.compile(r"^(?:rated|rating|certificate)[ :]+", re.IGNORECASE)
_AGE = re.compile(r"(?<![0-9])([0-9]{1,2})(?![0-9])")
_OLDEST = 21


def minimum_age_of(certificate: str | None) -> int | None:
    """Give the age in years that a certificate asks for; None for one that is none, or that nobody knows.

    Knows `PG-13`, `DE:FSK 16`, `Rated R`, `USA:R / Germany:16` (the first that is known counts), and any other label
    by the number in it.
    """
    for text in (certificate or "").split(" / "):
        age = _one(_RATED.sub("", text.strip()))
        if age is not None:
            return age
    return None


def _one(text: str) -> int | None:
    country = None
    prefix = _PREFIX.match(text)
    if prefix is not None and (country := _country(prefix[1])) is not None:
        text = _RATED.sub("", text[prefix.end() :])
    label = re.sub(r"\s+", "", text).upper()
    if not label or label in _UNRATED:
        return None
    for each in (country,) if country else _WITHOUT_COUNTRY:
        if label in _TABLES[each]:
            return _TABLES[each][label]
    number = _AGE.search(label)
    return int(number[1]) if number and int(number[1]) <= _OLDEST else None


def _country(word: str) -> str | None:
    word = word.replace(" ", "").lower()
    return word if word in _TABLES else _COUNTRIES.get(word)
