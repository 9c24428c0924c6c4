"""How a process of a server writes its log."""

import sys

from matinee.kit.log import configure_logging
from matinee.settings import Settings


def write_log(settings: Settings, process: str) -> None:
    """Send what this process logs to stderr: lines for a person at a terminal, JSON for programs, as settings say."""
    as_json = settings.log.format == "json" or (settings.log.format == "auto" and not sys.stderr.isatty())
    configure_logging(level=settings.log.level, json=as_json, process=process)
