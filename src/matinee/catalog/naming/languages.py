"""Languages as files name them (codes of two and three letters, English and own names) to BCP 47 tags."""

import re

_TABLE = """
en eng english anglais englisch inglés ingles
fr fra fre french français francais französisch
de deu ger german deutsch allemand
es spa spanish español espanol castellano castilian
it ita italian italiano
pt por portuguese português portugues
nl nld dut dutch nederlands flemish vlaams
sv swe swedish svenska
no nor norwegian norsk
nb nob bokmål bokmal
nn nno nynorsk
da dan danish dansk
fi fin finnish suomi
is isl ice icelandic íslenska
pl pol polish polski
cs ces cze czech čeština cestina český
sk slk slo slovak slovenčina slovencina
hu hun hungarian magyar
ro ron rum romanian română romana
bg bul bulgarian български
ru rus russian русский
uk ukr ukrainian українська
be bel belarusian
sr srp scc serbian srpski српски
hr hrv scr croatian hrvatski
bs bos bosnian bosanski
sl slv slovenian slovene slovenščina slovenscina
mk mkd mac macedonian
sq sqi alb albanian shqip
el ell gre greek ελληνικά
tr tur turkish türkçe turkce
he heb hebrew עברית iw
ar ara arabic العربية
fa fas per persian farsi فارسی
hi hin hindi हिन्दी
bn ben bengali
ta tam tamil
te tel telugu
ml mal malayalam
kn kan kannada
mr mar marathi
pa pan punjabi
gu guj gujarati
ur urd urdu
ja jpn japanese 日本語 jap
ko kor korean 한국어
zh zho chi chinese 中文 mandarin
yue cantonese 粵語 粤语
th tha thai ไทย
vi vie vietnamese việt
id ind indonesian
ms msa may malay
tl tgl tagalog
fil filipino
ca cat catalan català catala
eu eus baq basque euskara
gl glg galician galego
et est estonian eesti
lv lav latvian latviešu
lt lit lithuanian lietuvių
ga gle irish
cy cym wel welsh
hy hye arm armenian
ka kat geo georgian
az aze azerbaijani
kk kaz kazakh
uz uzb uzbek
mn mon mongolian
km khm khmer
lo lao
my mya bur burmese
si sin sinhala
ne nep nepali
sw swa swahili
af afr afrikaans
la latin
eo epo esperanto
lb ltz luxembourgish
mt mlt maltese
"""
_REGIONAL = {
    "pob": "pt-BR", "pb": "pt-BR", "ptbr": "pt-BR", "brazilian": "pt-BR", "brazilian portuguese": "pt-BR",
    "portuguese br": "pt-BR", "brasil": "pt-BR", "chs": "zh-Hans", "sc": "zh-Hans", "gb": "zh-Hans", "zhs": "zh-Hans",
    "简体": "zh-Hans", "简中": "zh-Hans", "简体中文": "zh-Hans", "简": "zh-Hans", "cht": "zh-Hant", "tc": "zh-Hant",
    "zht": "zh-Hant", "繁體": "zh-Hant", "繁体": "zh-Hant", "繁中": "zh-Hant", "繁體中文": "zh-Hant", "big5": "zh-Hant",
    "latino": "es-419", "latin american": "es-419", "spl": "es-419", "vff": "fr-FR", "vfq": "fr-CA", "vf": "fr",
    "simplified": "zh-Hans", "traditional": "zh-Hant", "chinese simplified": "zh-Hans",
    "chinese traditional": "zh-Hant", "simplified chinese": "zh-Hans", "traditional chinese": "zh-Hant",
    "european spanish": "es-ES", "latin american spanish": "es-419", "canadian french": "fr-CA",
}  # fmt: skip
_BY_NAME = {
    name: names[0] for names in (line.split() for line in _TABLE.strip().splitlines()) for name in names
} | _REGIONAL
_TAG = re.compile(r"(?P<language>[a-z]{2,3})(?:[-_](?P<script>[a-z]{4}))?(?:[-_](?P<region>[a-z]{2}|[0-9]{3}))?")
_UNSAID = frozenset({"und", "unk", "mis", "mul", "zxx", "xx", "qaa"})


def language_tag(text: str) -> str | None:
    """`eng`, `English`, `pt-br`, `chs` as BCP 47 (`en`, `pt-BR`, `zh-Hans`); None for what is no known language."""
    lowered = text.strip().lower()
    known = _BY_NAME.get(lowered)
    if known:
        return known
    found = _TAG.fullmatch(lowered)
    if not found or found["language"] in _UNSAID:
        return None
    language = _BY_NAME.get(found["language"])
    if language is None or "-" in language:
        return None
    script = f"-{found['script'].title()}" if found["script"] else ""
    region = f"-{found['region'].upper()}" if found["region"] else ""
    return f"{language}{script}{region}"
