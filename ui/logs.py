"""What processes write about themselves: to stderr, and never a secret or a resident's number."""

from __future__ import annotations

import logging
import re
import sys
import traceback
from collections.abc import Mapping
from types import TracebackType
from typing import TextIO

HIDDEN = "***"
_SECRETS: tuple[tuple[re.Pattern[str], str], ...] = (
    # A password inside an address: postgresql://nazar:SECRET@host.
    (re.compile(r"(?P<head>\b[a-z][a-z0-9+.-]*://[^\s:/@]*:)[^\s@]+(?=@)", re.IGNORECASE), rf"\g<head>{HIDDEN}"),
    # A header or a field that names what follows it.
    (
        re.compile(
            r"(?P<head>(?:\bauthorization\W{1,4}(?:bearer|basic|apikey)|"
            r"\b[\w-]*(?:passw(?:or)?d|secret|token|api[_-]?key|api[_-]?hash|session|cookie)[\w-]*)"
            r"[\"']?\s*(?:[=:]\s*|\s))[\"']?[^\s\"',;&}{]{4,}",
            re.IGNORECASE,
        ),
        rf"\g<head>{HIDDEN}",
    ),
    # A bot's token, and a Telethon session string.
    (re.compile(r"\b\d{6,12}:[A-Za-z0-9_-]{30,}"), HIDDEN),
    (re.compile(r"\b1[A-Za-z0-9_-]{200,}={0,2}"), HIDDEN),
    # An individual identification number, and a Kazakh telephone number in the ways people write it.
    (re.compile(r"(?<!\d)\d{12}(?!\d)"), HIDDEN),
    (re.compile(r"(?<![\d.:-])(?:\+7|8)[\s(-]{0,2}7\d{2}[\s)-]{0,2}\d{3}[\s-]?\d{2}[\s-]?\d{2}(?!\d)"), HIDDEN),
)


def redacted(text: str) -> str:
    """The text without passwords, tokens, session strings, identification and telephone numbers."""
    for pattern, instead in _SECRETS:
        text = pattern.sub(instead, text)
    return text


class RedactingFormatter(logging.Formatter):
    """Formats a line with its traceback and takes the secrets out of the whole: arguments and errors hold them too."""

    def format(self, record: logging.LogRecord) -> str:
        """The finished line."""
        return redacted(super().format(record))


QUIET: Mapping[str, int] = {
    # These tell whole addresses and tracebacks of what we say ourselves in one line.
    "elastic_transport": logging.ERROR,
    "urllib3": logging.ERROR,
    "httpx": logging.WARNING,
    "alembic": logging.WARNING,
    "asyncio": logging.WARNING,
    "uvicorn": logging.WARNING,
    "watchdog": logging.WARNING,
}
"""Libraries that would tell about each request, and from which level on they are heard."""


class ToStderr(logging.StreamHandler[TextIO]):
    """Writes to what is stderr at that moment: it may have been redirected since."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one line."""
        self.stream = sys.stderr
        super().emit(record)


def hide_secrets_of_crashes() -> None:
    """A bug keeps its traceback, yet what drivers and addresses put into it is taken out."""

    def told(kind: type[BaseException], fault: BaseException, at: TracebackType | None) -> None:
        sys.stderr.write(redacted("".join(traceback.format_exception(kind, fault, at))))

    sys.excepthook = told


def open_logs(name: str, level: str = "info") -> None:
    """Send everything that this process logs to stderr, each line headed by the process's `name`."""
    handler = ToStderr()
    handler.setFormatter(RedactingFormatter(f"%(asctime)s {name} %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    for logger, heard_from in QUIET.items():
        logging.getLogger(logger).setLevel(heard_from)
