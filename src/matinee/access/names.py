"""Names people sign in with: one person, one name, however it is typed."""

import unicodedata

from matinee.access.errors import UsernameInvalid

_LONGEST = 64
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode categories of characters that cannot be seen: two names that look alike must not be two people."""


def folded(username: str) -> str:
    """Give the form under which names are compared (NFKC, case folded, NFKC again: folding can denormalise)."""
    once = unicodedata.normalize("NFKC", username[: 4 * _LONGEST].strip()).casefold()
    return unicodedata.normalize("NFKC", once).replace("\0", "\ufffd")  # no name holds a NUL, nor does the database


def acceptable(username: str) -> str:
    """Give the name as it will be shown; `UsernameInvalid` says why it cannot be used."""
    shown = unicodedata.normalize("NFC", username.strip())
    if not shown:
        raise UsernameInvalid("A name needs at least one character.")
    if len(shown) > _LONGEST:
        raise UsernameInvalid(f"A name has at most {_LONGEST} characters.")
    if any(unicodedata.category(character) in _UNSEEN for character in shown):
        raise UsernameInvalid("A name cannot hold characters that are not seen.")
    return shown
