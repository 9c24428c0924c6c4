"""An NFO's bytes as text that a parser may see: bounded, decoded, without document types or entities of its own."""

import codecs
import re

from matinee.metadata.providers.nfo.errors import NfoRefused

LARGEST_BYTES = 2 * 1024 * 1024
_MOST_TAGS = 20_000  # opening and closing; a film with 500 actors has about 6,000
_MOST_ATTRIBUTES = 5_000
_DECLARED = re.compile(rb"<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([A-Za-z0-9._-]{1,40})[\"']")
_DECLARATION = re.compile(r"<\?.{0,400}?\?>", re.DOTALL)
_OWN_MARKUP = re.compile(r"<!(?!--|\[CDATA\[)")
_BOMS = (
    (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF32_LE, "utf-32-le"), (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
)  # fmt: skip
_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]")


def safe_text(raw: bytes) -> str:
    """Decode at most 2 MB by its mark, its declaration or as UTF-8, else Windows-1252. Raises NfoRefused."""
    if len(raw) > LARGEST_BYTES:
        raise NfoRefused("too_large")
    text = _NOT_XML.sub("", _decoded(raw))
    if _OWN_MARKUP.search(text):
        raise NfoRefused("document_type")
    if text.count("<") > _MOST_TAGS:
        raise NfoRefused("too_many_elements")
    if text.count('="') + text.count("='") > _MOST_ATTRIBUTES:
        raise NfoRefused("too_many_attributes")
    return _DECLARATION.sub("", text)


def _decoded(raw: bytes) -> str:
    for mark, encoding in _BOMS:
        if raw.startswith(mark):
            return raw[len(mark) :].decode(encoding, "replace")
    if raw[:4].count(0) == 2:  # noqa: PLR2004 - "<" and "?" of UTF-16 without its mark
        return raw.decode("utf-16-le" if raw[1:2] == b"\0" else "utf-16-be", "replace")
    declared = _DECLARED.search(raw[:400])
    for encoding in (declared[1].decode("ascii") if declared else "utf-8", "utf-8"):
        try:
            if codecs.lookup(encoding)._is_text_encoding:  # noqa: SLF001 - `hex` and `zlib` are codecs, but no charsets
                return raw.decode(encoding)
        except (LookupError, ValueError):
            continue
    return raw.decode("cp1252", "replace")
