"""Reads the settings once: defaults, then a file, then the environment. Anything unknown or wrong stops the start."""

import difflib
import re
import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, cast

import msgspec

from matinee.kit.errors import Invalid
from matinee.settings.rules import check_rules
from matinee.settings.tree import OidcSettings, Settings
from matinee.settings.values import Key, keys, keys_of_provider

FILE_VARIABLE = "MATINEE_CONFIG_FILE"
FILE_NAME = "matinee.toml"
_PREFIX = "MATINEE_"
_PROVIDER = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)*")
"""How a provider may be called in the file, so that a variable can name it, too."""
_FROM_KUBERNETES = re.compile(r"MATINEE_(SERVICE_.+|PORT_\d+_.+)")
"""Variables that Kubernetes adds for a service named "matinee"; MATINEE_PORT is then a URL, too."""


class BadSettings(Invalid):
    """A setting is unknown, or its value cannot be."""

    code, title = "bad_settings", "The settings are not valid"


def load_settings(environment: Mapping[str, str]) -> Settings:
    """Read all settings. Raises `BadSettings` naming the key, where it was set, and what would be right."""
    known = [*keys(), *_keys_of_providers(environment)]
    found, sources = dict[str, object](), dict[str, str]()
    from_environment = dict(_from_environment(environment, known))
    data_dir = from_environment.get("data_dir")
    for key, value, source in _from_file(environment, data_dir[0] if data_dir else None, known):
        found[key.name], sources[key.name] = value, source
    for name, (value, source) in from_environment.items():
        found[name], sources[name] = value, source
    if "data_dir" not in found:
        found["data_dir"] = _default_data_dir(environment)
    settings = _built(found, sources)
    for name, reason in check_rules(settings):
        raise BadSettings(f"{name} ({sources.get(name, 'default')}): {reason}.")
    return settings


def _from_environment(environment: Mapping[str, str], known: list[Key]) -> Iterator[tuple[str, tuple[object, str]]]:
    by_variable = {key.environment: key for key in known}
    for variable in sorted(environment):
        if not variable.startswith(_PREFIX) or variable == FILE_VARIABLE or _is_kubernetes(variable, environment):
            continue
        text, key = environment[variable], by_variable.get(variable)
        if key is None and variable.endswith("_FILE"):
            key = by_variable.get(variable.removesuffix("_FILE"))
            if key is not None and key.is_secret:
                text = _content(variable, text)
            else:
                key = None
        if key is None:
            raise BadSettings(f"{variable} (environment) is not a setting.{_meant(variable, by_variable)}")
        if not text and not key.is_secret:
            continue
        yield key.name, (_value(key, variable, text), f"environment {variable}")


def _keys_of_providers(environment: Mapping[str, str]) -> list[Key]:
    """List the settings of the providers that the environment names: MATINEE_OIDC_<name>_<setting>."""
    settings = sorted((key.path[-1].upper() for key in keys_of_provider("x")), key=len, reverse=True)
    pattern = re.compile(rf"MATINEE_OIDC_([A-Z0-9]+(?:_[A-Z0-9]+)*?)_(?:{'|'.join(settings)})(?:_FILE)?")
    found = (pattern.fullmatch(variable) for variable in environment)
    names = sorted({match[1].lower() for match in found if match is not None})
    return [key for name in names for key in keys_of_provider(name)]


def _keys_of_tables(tree: dict[str, Any]) -> list[Key]:
    """List the settings of the providers that the file has a table for: `[oidc.<name>]`."""
    tables = tree.get("oidc")
    named = cast("dict[str, object]", tables) if isinstance(tables, dict) else {}
    return [key for name in named if _PROVIDER.fullmatch(name) for key in keys_of_provider(name)]


def _is_kubernetes(variable: str, environment: Mapping[str, str]) -> bool:
    return bool(_FROM_KUBERNETES.fullmatch(variable)) or (
        variable == "MATINEE_PORT" and environment[variable].startswith("tcp://")
    )


def _content(variable: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").rstrip("\r\n")
    except (OSError, ValueError) as unreadable:
        raise BadSettings(f"{variable}: {path} cannot be read: {unreadable}.") from unreadable


def _value(key: Key, variable: str, text: str) -> object:
    try:
        return key.read(text)
    except ValueError as wrong:
        raise BadSettings(f"{variable} (environment): {wrong}.") from None


def _from_file(environment: Mapping[str, str], data_dir: object, known: list[Key]) -> Iterator[tuple[Key, object, str]]:
    named = environment.get(FILE_VARIABLE)
    file = Path(named) if named else Path(str(data_dir or _default_data_dir(environment, quiet=True))) / FILE_NAME
    try:
        content = file.read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        if named:
            raise BadSettings(f"{FILE_VARIABLE}: there is no file {file}.") from None
        return
    except OSError as unreadable:
        raise BadSettings(f"The settings file {file} cannot be read: {unreadable.strerror}.") from unreadable
    try:
        tree = tomllib.loads(content.decode())
    except ValueError as wrong:
        raise BadSettings(f"The settings file {file} is not valid TOML: {wrong}.") from wrong
    by_name = {key.name: key for key in (*known, *_keys_of_tables(tree))}
    for name, value in _leaves(tree, ()):
        key = by_name.get(name)
        if key is None:
            raise BadSettings(f"{name} (file {file}) is not a setting.{_meant(name, by_name)}")
        if name == "data_dir" and not named:
            raise BadSettings(f"data_dir ({file}): a file in the data folder cannot move it. Set MATINEE_DATA_DIR.")
        try:
            yield key, key.check(value), f"file {file}"
        except ValueError as wrong:
            raise BadSettings(f"{name} (file {file}): {wrong}.") from None


def _leaves(tree: dict[str, Any], above: tuple[str, ...]) -> Iterator[tuple[str, object]]:
    for name, value in tree.items():
        if isinstance(value, dict):
            yield from _leaves(cast("dict[str, Any]", value), (*above, name))
        else:
            yield ".".join((*above, name)), value


def _meant(name: str, known: Mapping[str, Key]) -> str:
    close = difflib.get_close_matches(name, known, n=1, cutoff=0.7)
    return f" Did you mean {close[0]}?" if close else " docs/reference/settings.md lists them."


def _default_data_dir(environment: Mapping[str, str], *, quiet: bool = False) -> Path:
    named = Path(environment.get("XDG_DATA_HOME", ""))
    if named.is_absolute():
        return named / "matinee"
    home = Path(environment.get("HOME", ""))
    if not home.is_absolute() or home == Path("/"):
        if quiet:
            return Path("/nonexistent")
        raise BadSettings("This user has no home folder. Say where Matinee may keep its data: MATINEE_DATA_DIR=/…")
    return home / ".local" / "share" / "matinee"


def _built(found: dict[str, object], sources: dict[str, str]) -> Settings:
    providers: dict[str, dict[str, object]] = {}
    for name in [name for name in found if name.startswith("oidc.")]:
        _, provider, key = name.split(".")
        providers.setdefault(provider, {})[key] = found.pop(name)
    top = {name: value for name, value in found.items() if "." not in name}
    sections: dict[str, dict[str, object]] = {}
    for name, value in found.items():
        if "." in name:
            section, _, key = name.partition(".")
            sections.setdefault(section, {})[key] = value
    kinds = {each.name: each.type for each in msgspec.structs.fields(Settings)}
    made = {name: kinds[name](**values) for name, values in sections.items()}
    oidc = {name: OidcSettings(**values) for name, values in providers.items()}  # pyright: ignore[reportArgumentType] - each was checked by its key
    return Settings(**top, **made, oidc=oidc, sources=sources)  # pyright: ignore[reportArgumentType] - each was checked by its key
