"""Keyset pages: a cursor holds the sort key of the last row, so that any depth costs the same."""

import base64
import binascii
from collections.abc import Sequence

import msgspec

from matinee.kit.errors import Invalid


class InvalidCursor(Invalid):
    """The cursor was not made by this list with this sort."""

    code = "invalid_cursor"


class Page[T](msgspec.Struct, frozen=True):
    """One page of a list; `next_cursor` is null at the end."""

    items: list[T]
    next_cursor: str | None = None


def encode_cursor(sort: str, key: Sequence[object]) -> str:
    """Pack a sort name and the last row's key into an opaque token (base64url of JSON)."""
    return base64.urlsafe_b64encode(msgspec.json.encode([sort, list(key)])).rstrip(b"=").decode()


def decode_cursor[*Ts](cursor: str, sort: str, key_type: type[tuple[*Ts]]) -> tuple[*Ts]:
    """Unpack a cursor of this sort into a key of the given tuple type; `InvalidCursor` when it is anything else."""
    try:
        raw = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4))
        name, key = msgspec.json.decode(raw, type=tuple[str, list[object]])
        if name != sort:
            raise InvalidCursor("This cursor belongs to another sort order. Ask for the first page again.")
        return msgspec.convert(key, key_type)
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise InvalidCursor("The cursor is damaged. Ask for the first page again.") from error
