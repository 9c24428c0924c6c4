"""The one place that parses XML: lxml without entities, network or document types, behind the types used of it."""

import importlib
from collections.abc import Iterator
from typing import Any, Protocol

from matinee.metadata.providers.nfo.errors import NfoRefused

_etree: Any = importlib.import_module("lxml.etree")  # carries no types


class Element(Protocol):
    """What is used of an element."""

    tag: object
    text: str | None

    def find(self, path: str) -> "Element | None":
        """Give the first child at the path."""
        ...

    def findall(self, path: str) -> "list[Element]":
        """Give all children at the path."""
        ...

    def get(self, key: str, default: str | None = None) -> str | None:
        """Give an attribute."""
        ...

    def __iter__(self) -> Iterator["Element"]: ...


def parse(text: str) -> Element:
    """The root element. libxml2 itself refuses more than 256 levels. Raises NfoRefused."""
    parser = _etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return _etree.fromstring(text.encode(), parser)
    except _etree.XMLSyntaxError as broken:
        raise NfoRefused("not_well_formed") from broken
