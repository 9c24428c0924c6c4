"""The steps this program knows, read from their file names (`0001_…`): nothing needs to be imported for that."""

from pathlib import Path


def known_revisions() -> frozenset[str]:
    """List every step: a database can be taken from any of them to the newest."""
    return frozenset(each.name[:4] for each in Path(__file__).parent.joinpath("versions").glob("[0-9]*.py"))


def head_revision() -> str:
    """Give the newest step."""
    return max(known_revisions())
