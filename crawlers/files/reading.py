"""Reading a file that somebody brought, whatever its form: arrivals one record after another, and a look beforehand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from crawlers.files.formats import Format
from desk.posts import Arrival


@dataclass(frozen=True)
class ReadOptions:
    """How to read a file. Everything but `seen_at` comes from the command line or the form.

    `columns` maps our fields to the file's columns (`id` → `message_id`), `constants` gives fields one value
    (`network` → `telegram`); `zone` is the IANA name for times without an offset; `chats` names the chats of a Telegram
    export to take (ids, marked ids or titles; private chats only so); `place` names the chat of a WhatsApp export.
    `key` keys the hashes that ids without an own number are made of: an installation keeps one for good.
    """

    seen_at: datetime
    zone: str = "Asia/Almaty"
    columns: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, str] = field(default_factory=dict)
    chats: frozenset[str] = frozenset()
    place: str | None = None
    key: bytes = b""

    @classmethod
    def from_stored(cls, stored: Mapping[str, Any], seen_at: datetime, key: bytes = b"") -> ReadOptions:
        """What `stored()` of an import run said."""
        raise NotImplementedError

    def stored(self) -> dict[str, Any]:
        """As plain JSON values, for `ImportRun.options`. The key and the moment stay out."""
        raise NotImplementedError


@dataclass(frozen=True, slots=True)
class Read:
    """What one record of a file gave. `position` is the number of records read so far, this one included."""

    position: int
    arrivals: tuple[Arrival, ...]


@dataclass(frozen=True)
class Chat:
    """A chat of an export: its canonical id, title, type; whether an import without `chats` takes it."""

    place: str
    title: str
    type: str
    is_private: bool


@dataclass(frozen=True)
class Preview:
    """A look into a file: the chats of an export, or columns, guessed mapping and first rows of a table."""

    format: Format
    chats: tuple[Chat, ...] = ()
    columns: tuple[str, ...] = ()
    guessed: Mapping[str, str] = field(default_factory=dict)
    missing: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()


def arrivals(path: Path, format: Format, options: ReadOptions, start: int = 0) -> Iterator[Read]:
    """Every record of the file after the first `start` ones, in order, with memory that does not grow with the file.

    A record that cannot become a post gives a Refused with its raw bytes. Raises LayoutChanged when the file as a
    whole is not what it should be, CollectError when it cannot be read.
    """
    raise NotImplementedError


def preview(path: Path, options: ReadOptions) -> Preview:
    """What the file holds, without importing it. Raises LayoutChanged, CollectError."""
    raise NotImplementedError
