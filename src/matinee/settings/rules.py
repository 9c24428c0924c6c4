"""What a single value's type cannot say: secrets that are none, addresses, folders that would be lost."""

import ipaddress
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

from matinee.kit.secret import Secret
from matinee.settings.tree import Settings

_WELL_KNOWN = frozenset({
    "123456", "12345678", "admin", "administrator", "change_me", "change-me",
    "changeme", "default", "example", "letmein", "matinee", "pass",
    "password", "passw0rd", "postgres", "qwerty", "replace-me", "replace_me",
    "secret", "test", "todo", "yourpassword", "your-password", "your_password",
})  # fmt: skip
_SHORTEST_KEY = 32
_SOURCE = Path(__file__).parents[3]


def check_rules(settings: Settings) -> Iterator[tuple[str, str]]:
    """Give each key whose value breaks a rule, with the reason."""
    for name, rule in _RULES.items():
        reason = rule(settings)
        if reason is not None:
            yield name, reason


def _data_dir(settings: Settings) -> str | None:
    folder = settings.data_dir
    if not folder.is_absolute():
        return "it must be a whole path, starting with /"
    if (_SOURCE / "pyproject.toml").exists() and folder.resolve().is_relative_to(_SOURCE.resolve()):
        return f"it lies in Matinee's source ({_SOURCE}), where cleaning up would delete it; choose a folder elsewhere"
    return None


def _host(settings: Settings) -> str | None:
    for each in filter(None, (part.strip() for part in settings.host.split(","))):
        if any(letter in each for letter in "/ @"):
            return "it must be addresses or host names of this machine, separated by commas"
    return None


def _public_url(settings: Settings) -> str | None:
    if settings.public_url is None:
        return None
    try:
        url = urlsplit(settings.public_url)
        good = url.scheme in {"http", "https"} and url.hostname and url.path in {"", "/"} and url.port != 0
        good = good and not (url.query or url.fragment or url.username)
    except ValueError:
        good = False
    return None if good else "it must be http(s)://name or http(s)://name:port, with nothing behind"


def _url_secret(secret: Secret | None, schemes: set[str], example: str) -> str | None:
    if secret is None:
        return None
    if not secret.reveal().strip():
        return "it is empty; leave it out instead"
    try:
        url = urlsplit(secret.reveal())
        password = url.password
    except ValueError:
        return f"it must be a URL such as {example}"
    if url.scheme not in schemes:
        return f"it must be a URL such as {example}"
    if password is not None and (not password or password.lower() in _WELL_KNOWN):
        return "its password is empty or one that everybody knows; set another in the database first"
    return None


def _database_url(settings: Settings) -> str | None:
    return _url_secret(settings.database_url, {"postgresql", "postgres"}, "postgresql://user:password@host/name")


def _redis_url(settings: Settings) -> str | None:
    return _url_secret(settings.redis_url, {"redis", "rediss", "unix"}, "redis://host:6379/0")


def _admin_password(settings: Settings) -> str | None:
    if settings.admin_password is None:
        return "it is needed with admin_username" if settings.admin_username else None
    if not settings.admin_password.reveal().strip():
        return "it is empty; leave it out to make the first account with the link that is printed"
    if settings.admin_password.reveal().lower() in _WELL_KNOWN:
        return "it is one that everybody knows; choose another"
    return None


def _admin_username(settings: Settings) -> str | None:
    return "it is needed with admin_password" if settings.admin_password and not settings.admin_username else None


def _secret_key(settings: Settings) -> str | None:
    if settings.secret_key is None:
        return None
    key = settings.secret_key.reveal().strip()
    if len(key) < _SHORTEST_KEY or len(set(key)) < _SHORTEST_KEY // 4:
        return f"it must be at least {_SHORTEST_KEY} random characters, such as `openssl rand -base64 32` prints"
    return None


def _trusted_proxies(settings: Settings) -> str | None:
    for each in settings.trusted_proxies:
        try:
            ipaddress.ip_network(each, strict=False)
        except ValueError:
            return f"{each!r} is neither an address nor a network such as 172.16.0.0/12"
    return None


def _oidc(settings: Settings) -> str | None:
    for name, provider in settings.oidc.items():
        secret = provider.client_secret
        wrong = {
            "it needs an issuer and a client_id": not provider.issuer or not provider.client_id,
            "its client_secret is empty; leave it out for a public client": secret and not secret.reveal().strip(),
            "its issuer must be a web address": urlsplit(provider.issuer or "").scheme not in {"http", "https"},
            "without the scope openid it is no sign-in": "openid" not in provider.scopes,
            "its roles and libraries must be pairs such as family=member": any(
                "=" not in each for each in (*provider.roles, *provider.libraries)
            ),
            "create_accounts is groups, and create_groups names none": (
                provider.create_accounts == "groups" and not provider.create_groups
            ),
        }
        for reason, is_so in wrong.items():
            if is_so:
                return f"{name}: {reason}"
    return None


def _file(path: Path | None) -> str | None:
    return None if path is None or path.is_file() else f"there is no file {path}"


_RULES: dict[str, Callable[[Settings], str | None]] = {
    "data_dir": _data_dir,
    "host": _host,
    "public_url": _public_url,
    "database_url": _database_url,
    "redis_url": _redis_url,
    "admin_password": _admin_password,
    "admin_username": _admin_username,
    "secret_key": _secret_key,
    "trusted_proxies": _trusted_proxies,
    "oidc": _oidc,
    "ca_file": lambda settings: _file(settings.ca_file),
    "media.ffmpeg": lambda settings: _file(settings.media.ffmpeg),
}
