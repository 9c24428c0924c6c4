"""The keys of the tree, and how a value is read and shown."""

import re
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Annotated, Any, NamedTuple, cast, get_args, get_origin, get_type_hints

import msgspec

from matinee.kit.secret import HIDDEN, Secret
from matinee.settings.tree import OidcSettings, Settings

_UNITS = {"ms": 0.001, "s": 1, "m": 60, "h": 3600, "d": 86400, "w": 604800}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*(ms|s|m|h|d|w)")
_NAMED = frozenset({"sources", "oidc"})
"""Fields of the tree that hold things by names of their own."""
_TRUE, _FALSE = {"1", "true", "yes", "on"}, {"0", "false", "no", "off"}


class Key(NamedTuple):
    """One setting: where it stands in the tree, its type, its default, and what it means."""

    path: tuple[str, ...]
    type: Any
    default: object
    description: str

    @property
    def name(self) -> str:
        """As in the file: `log.level`."""
        return ".".join(self.path)

    @property
    def environment(self) -> str:
        """As a variable: `MATINEE_LOG_LEVEL`."""
        return "MATINEE_" + "_".join(self.path).upper()

    @property
    def is_secret(self) -> bool:
        """Whether its value is never shown."""
        return Secret in _members(self.type)

    def read(self, text: str) -> object:
        """Read a variable's text. Raises ValueError with a reason for a person."""
        if bool in _members(self.type):
            return _boolean(text)
        if get_origin(self.type.__origin__) is tuple:
            return self.check([part.strip() for part in text.split(",") if part.strip()])
        return self.check(text, strict=False)

    def check(self, value: object, *, strict: bool = True) -> object:
        """Turn a file's value into the field's own type. Raises ValueError with a reason for a person."""
        if timedelta in _members(self.type):
            return _duration(value)
        try:
            return msgspec.convert(value, self.type, strict=strict, dec_hook=_decode)
        except msgspec.ValidationError as wrong:
            raise ValueError(_reason(self, str(wrong))) from None


def keys() -> list[Key]:
    """List every setting, in the order of the tree; those of sections with names of their own are not among them."""
    return list(_keys_of(Settings, ()))


def keys_of_provider(name: str) -> list[Key]:
    """List the settings of one provider of single sign-on: `oidc.NAME.issuer`, `MATINEE_OIDC_NAME_ISSUER`."""
    return list(_keys_of(OidcSettings, ("oidc", name)))


def every_key(settings: Settings) -> list[Key]:
    """List every setting, with those of the named sections that are there."""
    return [*keys(), *(key for name in sorted(settings.oidc) for key in keys_of_provider(name))]


def get(settings: Settings, key: Key) -> object:
    """Give a key's value."""
    value: object = settings
    for part in key.path:
        value = cast("Mapping[str, object]", value)[part] if isinstance(value, Mapping) else getattr(value, part)
    return value


def shown(value: object) -> str:
    """Show a value to a person; a secret stays hidden."""
    match value:
        case None | "" | ():
            return "-"
        case Secret():
            return HIDDEN
        case timedelta():
            return _short(value)
        case bool():
            return "true" if value else "false"
        case tuple():
            return ", ".join(str(each) for each in cast("tuple[object, ...]", value))
        case _:
            return str(value)


def _keys_of(struct: type[msgspec.Struct], above: tuple[str, ...]) -> Iterator[Key]:
    hints: dict[str, Any] = get_type_hints(struct, include_extras=True)
    for each in msgspec.structs.fields(struct):
        if each.name in _NAMED:
            continue
        path = (*above, each.name)
        hint = hints[each.name]
        if get_origin(hint) is not Annotated:
            yield from _keys_of(hint, path)
            continue
        default = None if each.default is msgspec.NODEFAULT else each.default
        yield Key(path, hint, default, str(hint.__metadata__[0].description))


def _members(hint: Any) -> tuple[Any, ...]:  # noqa: ANN401 - a type expression has no better type
    """Give the types a hint allows, and the values where it lists them."""
    inner = hint.__origin__ if get_origin(hint) is Annotated else hint
    parts = get_args(inner)
    return tuple(member for part in parts for member in _members(part)) if parts else (inner,)


def _decode(kind: type, value: object) -> object:
    if kind not in {Path, Secret} or not isinstance(value, str):
        raise TypeError
    return kind(value)


def _boolean(text: str) -> bool:
    if text.lower() in _TRUE | _FALSE:
        return text.lower() in _TRUE
    raise ValueError("it must be true or false")


def _duration(value: object) -> timedelta:
    text = str(value).strip().lower()
    parts = _DURATION.findall(text)
    if not isinstance(value, str) or not parts or _DURATION.sub("", text).strip():
        raise ValueError("it must be a time with a unit, such as 90s, 30m, 12h or 7d")
    seconds = sum(float(number) * _UNITS[unit] for number, unit in parts)
    if seconds < 1:
        raise ValueError("it must be at least one second")
    return timedelta(seconds=seconds)


def _short(value: timedelta) -> str:
    seconds = value.total_seconds()
    for unit in ("d", "h", "m"):
        if seconds % _UNITS[unit] == 0:
            return f"{seconds / _UNITS[unit]:.0f}{unit}"
    return f"{seconds:g}s"


def _reason(key: Key, said: str) -> str:
    """Make a sentence of msgspec's words, without the value: it may be a secret."""
    choices = [each for each in _members(key.type) if isinstance(each, str)]
    if choices:
        return f"it must be one of {', '.join(choices)}"
    for hint in (key.type, *get_args(key.type.__origin__)):
        for meta in getattr(hint, "__metadata__", ()):
            if meta.ge is not None:
                return f"it must be a number from {meta.ge} to {meta.le}"
    return said
