"""Log lines: one structured stream for our own and the libraries' words, without secrets in any of them."""

import logging
import re
import sys
from collections.abc import Mapping
from typing import Any, TextIO, cast

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

from matinee.kit.secret import HIDDEN, Secret

_SECRET_NAMES = (
    "access_token", "api_key", "apikey", "authorization", "code", "cookie", "csrf_token", "grant", "key", "passwd",
    "password", "refresh_token", "secret", "set_cookie", "sig", "signature", "token", "totp", "x_csrf_token",
    "x_emby_token",
)  # fmt: skip
_NAME = "|".join(each.replace("_", "[-_]?") for each in _SECRET_NAMES)
_IN_QUERY = re.compile(rf"([?&;](?:{_NAME})=)[^&;\s\"'#]*", re.IGNORECASE)
_IN_AUTHORITY = re.compile(r"(\w+://[^/\s:@]*:)[^@/\s]+(?=@)")
_IN_HEADER = re.compile(r"\b(Bearer|Basic|Token)\s+[A-Za-z0-9._~+/=-]{8,}", re.IGNORECASE)
_IN_FIELD = re.compile(rf"(\b(?:{_NAME})['\"]?\s*[:=]\s*['\"])[^'\"]+(?=['\"])", re.IGNORECASE)
_IN_MEDIA_BROWSER = re.compile(r'(Token=")[^"]*', re.IGNORECASE)
_FIELD_NAME = re.compile(
    r"(?:.*[-_])?(?:token|api[-_]?key|authorization|cookie|passwd|password|secret|sig|signature|totp)", re.IGNORECASE
)
_LIBRARIES = {"uvicorn.access": logging.CRITICAL, "httpx": logging.WARNING, "alembic": logging.WARNING}


def redact(text: str) -> str:
    """Hide what opens a door: tokens and signatures in URLs and headers, passwords in URLs and in `name='…'`."""
    text = _IN_QUERY.sub(rf"\1{HIDDEN}", text)
    text = _IN_AUTHORITY.sub(rf"\1{HIDDEN}", text)
    text = _IN_HEADER.sub(rf"\1 {HIDDEN}", text)
    text = _IN_MEDIA_BROWSER.sub(rf"\1{HIDDEN}", text)
    return _IN_FIELD.sub(rf"\1{HIDDEN}", text)


def configure_logging(*, level: str, json: bool, process: str, stream: TextIO | None = None) -> None:
    """Send everything that is logged in this process to `stream` (stderr), as lines for people or as JSON."""
    output = stream or sys.stderr
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _Named(process),
    ]
    render: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if json:
        render += [structlog.processors.format_exc_info, _hide, structlog.processors.JSONRenderer(default=str)]
    else:
        plain: Processor = structlog.dev.ConsoleRenderer(
            colors=output.isatty(), exception_formatter=structlog.dev.plain_traceback
        )
        render += [_hide, plain, cast("Processor", _hide_in_line)]
    handler = logging.StreamHandler(output)
    handler.setFormatter(structlog.stdlib.ProcessorFormatter(foreign_pre_chain=shared, processors=render))
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    for name, least in _LIBRARIES.items():
        logging.getLogger(name).setLevel(least)
    structlog.configure(
        processors=[
            structlog.stdlib.filter_by_level,
            *shared,
            structlog.processors.StackInfoRenderer(),
            structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
        ],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )


class _Named:
    """Adds which of our processes speaks."""

    def __init__(self, process: str) -> None:
        self._process = process

    def __call__(self, _logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
        event.setdefault("process", self._process)
        return event


def _hide(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    return {key: value if key == "exc_info" else _without_secrets(key, value) for key, value in event.items()}


def _hide_in_line(_logger: WrappedLogger, _method: str, line: str) -> str:
    return redact(line)


def _without_secrets(key: str, value: object) -> Any:  # noqa: ANN401 - log values are of any type
    if isinstance(value, Secret) or (isinstance(value, str | bytes) and _FIELD_NAME.fullmatch(key)):
        return HIDDEN
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, Mapping):
        mapping = cast("Mapping[object, object]", value)
        return {str(name): _without_secrets(str(name), each) for name, each in mapping.items()}
    if isinstance(value, list | tuple | set):
        return [_without_secrets("", each) for each in cast("list[object]", value)]
    return redact(value.decode(errors="replace") if isinstance(value, bytes) else str(value))
